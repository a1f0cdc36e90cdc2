//! Samples of one number, with the disturbances of each.

use crate::noise::Counters;
use results::Samples;

/// Samples in the order in which they were taken.
#[derive(Clone, Default, Debug)]
pub(super) struct Series {
    samples: Vec<f64>,
    steal: Vec<(usize, u64)>,
    switches: Vec<(usize, u64)>,
}

impl Series {
    /// Adds a sample; `noise` is what happened meanwhile.
    pub(super) fn push(&mut self, sample: f64, noise: Counters) {
        let place = self.samples.len();
        self.samples.push(sample);
        if noise.steal > 0 {
            self.steal.push((place, noise.steal));
        }
        if noise.switches > 0 {
            self.switches.push((place, noise.switches));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.samples.len()
    }

    /// As it is recorded; each sample is the mean of `batch` repetitions.
    pub(super) fn into_samples(self, batch: usize) -> Samples {
        let Series { samples, steal, switches } = self;
        Samples {
            processes: vec![samples.len()],
            samples,
            batch: Some(batch),
            steal,
            switches,
            ..Samples::default()
        }
    }
}
