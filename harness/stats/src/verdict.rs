//! Verdicts on whether something is faster, corrected for multiple comparisons.

use crate::{Bootstrap, Estimate};
use serde::{Deserialize, Serialize};

/// The share of wrong ones among verdicts `faster` and `slower` that is accepted.
const FALSE_DISCOVERIES: f64 = 0.05;

/// What a comparison says. Of sizes, the smaller counts as the faster.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Less, by more than the floor.
    Faster,
    /// More, by more than the floor.
    Slower,
    /// Different by less than the floor.
    Equivalent,
    /// The samples don't tell.
    Inconclusive,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 4] =
        [Verdict::Faster, Verdict::Slower, Verdict::Equivalent, Verdict::Inconclusive];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::Equivalent => "equivalent",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

/// A ratio that is to be judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The ratio, new to old.
    pub ratio: Bootstrap,
    /// The logarithm of the ratio below which a difference means nothing; 0 of exact numbers.
    pub floor: f64,
    /// Whether the interval covers what another process would give. Where it does not, there can be
    /// no verdict.
    pub several_processes: bool,
}

impl Comparison {
    fn is_exact(&self) -> bool {
        self.ratio.freedom.is_infinite()
    }

    fn p_value(&self) -> f64 {
        if self.several_processes || self.is_exact() { self.ratio.p_value(self.floor) } else { 1.0 }
    }
}

/// Judges all comparisons together: of the verdicts `faster` and `slower` no more than one in
/// twenty is expected to be wrong, by the procedure of Benjamini and Hochberg.
pub fn judge(comparisons: &[Comparison]) -> Vec<Verdict> {
    // Exact numbers are no questions.
    let questions: Vec<usize> =
        (0..comparisons.len()).filter(|&i| !comparisons[i].is_exact()).collect();
    let p_values: Vec<f64> = questions.iter().map(|&i| comparisons[i].p_value()).collect();
    let mut found = vec![false; comparisons.len()];
    for (&i, discovery) in questions.iter().zip(benjamini_hochberg(&p_values)) {
        found[i] = discovery;
    }
    comparisons.iter().zip(found).map(|(comparison, found)| verdict(comparison, found)).collect()
}

fn verdict(comparison: &Comparison, found: bool) -> Verdict {
    let Comparison { ratio, floor, several_processes } = comparison;
    let direction = if ratio.log < 0.0 { Verdict::Faster } else { Verdict::Slower };
    if comparison.is_exact() {
        return if ratio.log.abs() <= *floor { Verdict::Equivalent } else { direction };
    }
    let Estimate { lo, hi, .. } = ratio.estimate();
    let inside = lo.ln() >= -floor && hi.ln() <= *floor;
    let outside = lo.ln() > *floor || hi.ln() < -floor;
    match several_processes {
        true if found && outside => direction,
        true if inside => Verdict::Equivalent,
        _ => Verdict::Inconclusive,
    }
}

/// Which of these p-values are discoveries if one in twenty discoveries may be false.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let n = p_values.len() as f64;
    let last = order
        .iter()
        .enumerate()
        .rev()
        .find(|&(rank, &i)| p_values[i] <= FALSE_DISCOVERIES * (rank + 1) as f64 / n)
        .map(|(rank, _)| rank);
    let mut found = vec![false; p_values.len()];
    for &i in last.map_or(&[][..], |last| &order[..=last]) {
        found[i] = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Term, bootstrap};
    use trace::rng::Rng;

    /// About normal, with deviation 1.
    fn noise(rng: &mut Rng) -> f64 {
        (0..12).map(|_| rng.below(1 << 20) as f64 / f64::from(1 << 20)).sum::<f64>() - 6.0
    }

    fn run(rng: &mut Rng, processes: usize, truth: f64, between: f64) -> Vec<Vec<f64>> {
        let process = |rng: &mut Rng| {
            let off = truth + between * noise(rng);
            (0..9).map(|_| (off + 0.01 * noise(rng)).exp()).collect()
        };
        (0..processes).map(|_| process(rng)).collect()
    }

    fn term(processes: &[Vec<f64>], weight: f64, run: usize) -> Term {
        Term { processes: processes.to_vec(), weight, run }
    }

    /// Compares `b` with `a`.
    fn compare(a: &[Vec<f64>], b: &[Vec<f64>], floor: f64) -> Comparison {
        let ratio = bootstrap(&[term(b, 1.0, 1), term(a, -1.0, 0)], &mut Rng::new(1));
        Comparison { ratio, floor, several_processes: a.len() > 1 && b.len() > 1 }
    }

    fn is_claim(verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Faster | Verdict::Slower)
    }

    #[test]
    fn identical_distributions_are_rarely_told_apart() {
        let mut rng = Rng::new(11);
        let (mut tables, mut claims, mut rows) = (0, 0, 0);
        for _ in 0..40 {
            let table: Vec<Comparison> = (0..20)
                .map(|row| {
                    let between = 0.02 * f64::from(row % 4);
                    let [a, b] = [(); 2].map(|()| run(&mut rng, 5, 0.0, between));
                    // No floor: the hardest case.
                    compare(&a, &b, 0.0)
                })
                .collect();
            let made = judge(&table).iter().filter(|v| is_claim(v)).count();
            tables += usize::from(made > 0);
            claims += made;
            rows += table.len();
        }
        // 2 tables of 40 are expected to have a claim if rows are tested at just the 5 % level.
        assert!(tables <= 6, "{tables} of 40 tables");
        assert!(claims * 100 <= rows, "{claims} of {rows} rows");
    }

    #[test]
    fn differences_within_the_floor_are_no_claims() {
        let mut rng = Rng::new(12);
        let table: Vec<Comparison> = (0..200)
            .map(|_| {
                let a = run(&mut rng, 5, 0.0, 0.01);
                let b = run(&mut rng, 5, 0.02, 0.01);
                compare(&a, &b, 0.03)
            })
            .collect();
        let verdicts = judge(&table);
        assert_eq!(verdicts.iter().filter(|v| is_claim(v)).count(), 0);
        assert!(verdicts.contains(&Verdict::Equivalent));
    }

    #[test]
    fn real_differences_are_found_in_their_direction() {
        let mut rng = Rng::new(13);
        let mut table = Vec::new();
        for truth in [0.0, 0.0, 0.0, 0.15, -0.15] {
            let [a, b] = [0.0, truth].map(|centre| run(&mut rng, 6, centre, 0.015));
            table.push(compare(&a, &b, 0.03));
        }
        let verdicts = judge(&table);
        assert_eq!(verdicts[3..], [Verdict::Slower, Verdict::Faster]);
        assert!(!verdicts[..3].iter().any(is_claim), "{verdicts:?}");
    }

    #[test]
    fn one_process_proves_nothing() {
        let mut rng = Rng::new(14);
        let [a, b] = [0.0, 0.5].map(|centre| run(&mut rng, 1, centre, 0.0));
        assert_eq!(judge(&[compare(&a, &b, 0.03)]), [Verdict::Inconclusive]);
    }

    #[test]
    fn exact_numbers_need_no_samples() {
        let exact = |value: f64| vec![vec![value]];
        let table = [(100.0, 100.0), (100.0, 101.0), (100.0, 99.0)]
            .map(|(a, b)| compare(&exact(a), &exact(b), 0.0));
        assert_eq!(judge(&table), [Verdict::Equivalent, Verdict::Slower, Verdict::Faster]);
    }

    #[test]
    fn the_other_way_round_says_the_opposite() {
        arbtest::arbtest(|u| {
            let mut rng = Rng::new(u.arbitrary()?);
            let processes = u.int_in_range(2..=8)?;
            let truth = f64::from(u.int_in_range(-20..=20)?) / 100.0;
            let [a, b] = [0.0, truth].map(|centre| run(&mut rng, processes, centre, 0.01));
            let there = judge(&[compare(&a, &b, 0.03)])[0];
            let back = judge(&[compare(&b, &a, 0.03)])[0];
            let mut claims = [there, back].map(|verdict| is_claim(&verdict).then_some(verdict));
            claims.sort();
            // Each way has its own draws, so one may be inconclusive where the other claims.
            assert!(claims[0] != claims[1] || claims == [None, None], "{there:?}, {back:?}");
            Ok(())
        })
        .budget_ms(300);
    }

    #[test]
    fn discoveries_are_the_smallest_p_values() {
        arbtest::arbtest(|u| {
            let p_values: Vec<f64> = (0..u.int_in_range(0..=40)?)
                .map(|_| Ok(f64::from(u.int_in_range(0..=1000)?) / 1000.0))
                .collect::<Result<_, arbtest::arbitrary::Error>>()?;
            let found = benjamini_hochberg(&p_values);
            let pick = |wanted| p_values.iter().zip(&found).filter(move |p| *p.1 == wanted);
            let largest = pick(true).map(|p| *p.0).fold(0.0, f64::max);
            let smallest = pick(false).map(|p| *p.0).fold(f64::INFINITY, f64::min);
            assert!(largest <= smallest && largest <= 0.05);
            Ok(())
        })
        .budget_ms(200);
        // The example of the paper: fifteen p-values, of which the first four are discoveries.
        let p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let found = benjamini_hochberg(&p_values);
        assert_eq!(found.iter().filter(|found| **found).count(), 4);
    }
}
