//! Axes: they map numbers to positions.

use super::drawing::{Anchor, Drawing, FAINT_INK, GRID};
use super::font::text_width;

/// Whether equal distances are equal differences or equal ratios.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Differences.
    Linear,
    /// Ratios.
    Log,
}

/// An axis: which numbers lie between which places.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    scale: Scale,
    numbers: (f64, f64),
    places: (f64, f64),
}

impl Axis {
    /// A linear axis from 0 to at least the largest of `values`.
    pub fn from_zero(values: impl Iterator<Item = f64>, places: (f64, f64)) -> Self {
        let max = values.filter(|v| v.is_finite()).fold(f64::MIN_POSITIVE, f64::max);
        Axis { scale: Scale::Linear, numbers: (0.0, max * 1.06), places }
    }

    /// A logarithmic axis with room around the positive ones of `values`.
    pub fn log(values: impl Iterator<Item = f64>, places: (f64, f64)) -> Self {
        let (min, max) = values
            .filter(|v| v.is_finite() && *v > 0.0)
            .fold((f64::INFINITY, 0.0_f64), |(min, max), v| (min.min(v), max.max(v)));
        let (min, max) = if min <= max { (min, max) } else { (1.0, 10.0) };
        // Marks at the ends need air, in proportion to what is between them.
        let room = (max / min).powf(0.06).max(1.3);
        Axis { scale: Scale::Log, numbers: (min / room, max * room), places }
    }

    /// Where a number lies; those beyond an end lie on it.
    pub fn place(&self, number: f64) -> f64 {
        let (lo, hi) = self.numbers;
        let share = match self.scale {
            Scale::Linear => (number - lo) / (hi - lo),
            Scale::Log => (number / lo).ln() / (hi / lo).ln(),
        };
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.places.0 + share * (self.places.1 - self.places.0)
    }

    /// Round numbers along the axis.
    pub fn ticks(&self) -> Vec<f64> {
        let (lo, hi) = self.numbers;
        match self.scale {
            Scale::Linear => {
                let rough = (hi - lo) / 6.0;
                let power = 10f64.powf(rough.log10().floor());
                let step = [1.0, 2.0, 5.0, 10.0]
                    .into_iter()
                    .map(|m| m * power)
                    .find(|step| *step >= rough)
                    .unwrap_or(10.0 * power);
                let first = (lo / step).ceil() as i64;
                (first..).map(|i| i as f64 * step).take_while(|tick| *tick <= hi).collect()
            }
            Scale::Log => {
                let decades = (hi / lo).log10();
                let multiples: &[f64] = match decades {
                    d if d > 3.0 => &[1.0],
                    d if d > 1.5 => &[1.0, 3.0],
                    _ => &[1.0, 2.0, 5.0],
                };
                let (first, last) = (lo.log10().floor() as i32, hi.log10().ceil() as i32);
                (first..=last)
                    .flat_map(|e| multiples.iter().map(move |m| m * 10f64.powi(e)))
                    .filter(|tick| (lo..=hi).contains(tick))
                    .collect()
            }
        }
    }

    /// Draws vertical grid lines from `top` to `bottom` with their numbers underneath, as far as these have
    /// room.
    pub fn draw_below(&self, drawing: &mut Drawing, top: f64, bottom: f64) {
        let mut taken = 0.0;
        for tick in self.ticks() {
            let x = self.place(tick);
            drawing.line((x, top), (x, bottom), GRID, 1.0);
            let label = tick_label(tick);
            let half = text_width(&label, 12.0, false) / 2.0;
            if x - half < taken || x + half > drawing.width {
                continue;
            }
            taken = x + half + 8.0;
            let at = (x, bottom + 13.0);
            drawing.styled_text(at, &label, 12.0, false, FAINT_INK, Anchor::Middle);
        }
    }

    /// Draws horizontal grid lines from `left` to `right` with their numbers on the left.
    pub fn draw_left(&self, drawing: &mut Drawing, left: f64, right: f64) {
        for tick in self.ticks() {
            let y = self.place(tick);
            drawing.line((left, y), (right, y), GRID, 1.0);
            let at = (left - 8.0, y);
            drawing.styled_text(at, &tick_label(tick), 12.0, false, FAINT_INK, Anchor::End);
        }
    }
}

/// A tick's number without needless digits.
fn tick_label(tick: f64) -> String {
    if tick >= 1000.0 {
        return text::count(tick.round() as u64);
    }
    // Six decimals are more than any tick has; what is left of them is rounding.
    let text = format!("{tick:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_places_and_ticks() {
        let axis = Axis::from_zero([1.0].into_iter(), (100.0, 206.0));
        assert_eq!(axis.place(0.0), 100.0);
        assert!((axis.place(1.0) - 200.0).abs() < 1e-9);
        let labels: Vec<String> = axis.ticks().into_iter().map(tick_label).collect();
        assert_eq!(labels, ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
    }

    #[test]
    fn log_places_keep_ratios() {
        let axis = Axis::log([10.0, 100_000.0].into_iter(), (0.0, 400.0));
        let step = axis.place(100.0) - axis.place(10.0);
        assert!((axis.place(10_000.0) - axis.place(1000.0) - step).abs() < 1e-9);
        assert_eq!(axis.ticks().len(), 5);
    }

    #[test]
    fn axis_of_nothing_is_harmless() {
        for axis in [
            Axis::log(std::iter::empty(), (0.0, 1.0)),
            Axis::from_zero(std::iter::empty(), (0.0, 1.0)),
        ] {
            assert!(axis.place(f64::NAN).is_finite());
            assert!(axis.ticks().len() < 20);
        }
    }
}
