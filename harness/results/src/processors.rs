//! The same programs on two processors: bytes and instructions of uops.

use crate::attribution::{Attribution, PlacesCost, total};
use crate::{Error, Results, WorkloadRecord};

/// Two results of the same programs, of different processors.
#[derive(Debug)]
pub struct Processors<'a> {
    /// The results.
    pub both: [Processor<'a>; 2],
    /// Uops in the programs.
    pub places: u64,
    /// Uops that one run of each executes.
    pub executed: u64,
    /// What the backends that both have need for a uop.
    pub backends: Vec<BackendCosts>,
}

/// The results of a processor.
#[derive(Clone, Copy, Debug)]
pub struct Processor<'a> {
    /// Its name and the system.
    pub target: &'a str,
    /// All that is known.
    pub results: &'a Results,
}

/// What a backend needs for a uop on each of two processors.
#[derive(Clone, PartialEq, Debug)]
pub struct BackendCosts {
    /// The backend's id.
    pub id: String,
    /// The costs, in the order of the processors.
    pub both: [Costs; 2],
}

/// The means over all uops of the programs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Costs {
    /// Bytes on the hot path.
    pub hot: f64,
    /// Bytes off it, the side exits not counted.
    pub cold: f64,
    /// Bytes of side exits.
    pub exits: f64,
    /// Instructions on the hot path.
    pub instructions: f64,
    /// Instructions of the hot path that a run executes, by executed uop; helpers are not counted.
    pub executed_instructions: f64,
}

impl Costs {
    /// Bytes of all kinds.
    pub fn bytes(&self) -> f64 {
        self.hot + self.cold + self.exits
    }
}

impl<'a> Processors<'a> {
    /// Sets results beside each other.
    ///
    /// # Errors
    /// If they are of the same processor, or not of the same programs, or without costs of uops.
    pub fn new(results: [&'a Results; 2]) -> Result<Self, Error> {
        Self::beside(results).map_err(|reason| Error::Incomparable { reason })
    }

    fn beside(results: [&'a Results; 2]) -> Result<Self, String> {
        let processor = |results: &'a Results| {
            let target = results.target().ok_or("a file does not say for which processor it is")?;
            Ok::<_, String>(Processor { target, results })
        };
        let both = [processor(results[0])?, processor(results[1])?];
        if both[0].target == both[1].target {
            return Err(format!("both files are of {}", both[0].target));
        }
        same_programs(both)?;
        let costs = [costs(both[0])?, costs(both[1])?];
        let [places, others] =
            costs.each_ref().map(|all| all.uops.iter().map(|uop| uop.places).sum());
        if places != others || costs[0].executed != costs[1].executed {
            return Err("the files don't count the same uops".into());
        }
        let executed = costs[0].executed;
        let mut backends = Vec::new();
        for id in &costs[0].backends {
            let both = costs.each_ref().map(|all| mean(all, id, places, executed));
            if let [Some(one), Some(other)] = both {
                backends.push(BackendCosts { id: id.clone(), both: [one, other] });
            }
        }
        match backends.is_empty() {
            true => Err("the files have no backend in common that makes code".into()),
            false => Ok(Processors { both, places, executed, backends }),
        }
    }
}

/// Makes sure that both are of the same programs, with the same arguments.
fn same_programs(both: [Processor; 2]) -> Result<(), String> {
    fn find<'a>(one: Processor<'a>, name: &str) -> Option<&'a WorkloadRecord> {
        one.results.workloads.iter().find(|known| known.name == name)
    }
    for (one, other) in [(both[0], both[1]), (both[1], both[0])] {
        for program in &one.results.workloads {
            let name = &program.name;
            match find(other, name) {
                None => return Err(format!("{name} is in the file of {} only", one.target)),
                Some(same) if same.hash != program.hash => {
                    return Err(format!("{name} is another program in each file"));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// What the uops of all programs need together.
fn costs(of: Processor) -> Result<Attribution, String> {
    let Processor { target, results } = of;
    let known = |name: &String| results.attribution.iter().any(|one| one.workloads.contains(name));
    match results.workloads.iter().find(|program| !known(&program.name)) {
        None => Ok(total(&results.attribution)),
        Some(program) => Err(format!(
            "the file of {target} has no costs of uops of {}: `bench --attribute` counts them",
            program.name
        )),
    }
}

/// The means of a backend; nothing if it is not there.
fn mean(all: &Attribution, id: &str, places: u64, executed: u64) -> Option<Costs> {
    let at = all.backends.iter().position(|known| known == id)?;
    let mean = |of: fn(&PlacesCost) -> u64, over: u64| {
        let sum: u64 = all.uops.iter().map(|uop| of(&uop.costs[at])).sum();
        sum as f64 / over.max(1) as f64
    };
    Some(Costs {
        hot: mean(|cost| cost.hot_bytes, places),
        cold: mean(|cost| cost.cold_bytes, places),
        exits: mean(|cost| cost.exit_bytes, places),
        instructions: mean(|cost| cost.instructions, places),
        executed_instructions: mean(|cost| cost.executed_instructions, executed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Fact;
    use crate::attribution::UopCost;

    /// Results of a program with one uop in three places.
    fn results(target: &str, hot_bytes: u64) -> Results {
        let program = WorkloadRecord {
            name: "squares".into(),
            dialect: "py313".parse().expect("a dialect"),
            shape: trace::Shape::default(),
            hash: "0123456789abcdef".into(),
            jit: None,
            traces: 1,
            uops: 3,
            instructions: None,
            opaque_percent: None,
            args: vec!["10".into()],
            result: "285".into(),
        };
        let cost = PlacesCost {
            hot_bytes,
            cold_bytes: 6,
            exit_bytes: 3,
            instructions: 9,
            executed_instructions: 70,
        };
        let uop = UopCost { op: "_NOP".into(), places: 3, executed: 20, costs: vec![cost] };
        Results {
            environment: [("target".to_owned(), Fact::Text(target.into()))].into(),
            workloads: vec![program],
            attribution: vec![Attribution {
                workloads: vec!["squares".into()],
                backends: vec!["copy-patch".into()],
                executed: 20,
                uops: vec![uop],
            }],
            ..Results::default()
        }
    }

    #[test]
    fn costs_are_means_over_the_uops() {
        let both = [results("x86_64-linux", 30), results("aarch64-linux", 36)];
        let beside = Processors::new(both.each_ref()).expect("the same program");
        assert_eq!(beside.both.map(|one| one.target), ["x86_64-linux", "aarch64-linux"]);
        assert_eq!((beside.places, beside.executed), (3, 20));
        let [backend] = &beside.backends[..] else { panic!("{:?}", beside.backends) };
        let [one, other] = backend.both;
        assert_eq!((one.bytes(), other.bytes()), (13.0, 15.0));
        assert_eq!((one.hot, other.hot, one.cold, one.exits), (10.0, 12.0, 2.0, 1.0));
        assert_eq!((one.instructions, one.executed_instructions), (3.0, 3.5));
    }

    #[test]
    fn what_is_not_of_the_same_programs_is_refused() {
        type Change = fn(&mut Results);
        let changes: [(&str, Change); 8] = [
            ("both files are of x86_64-linux", |other| *other = results("x86_64-linux", 30)),
            ("a file does not say for which processor it is", |other| other.environment.clear()),
            ("squares is in the file of x86_64-linux only", |other| other.workloads.clear()),
            ("more is in the file of aarch64-linux only", |other| {
                let more = WorkloadRecord { name: "more".into(), ..other.workloads[0].clone() };
                other.workloads.push(more);
            }),
            ("squares is another program in each file", |other| {
                other.workloads[0].hash = "0".repeat(16);
            }),
            ("the file of aarch64-linux has no costs of uops of squares", |other| {
                other.attribution.clear();
            }),
            ("the files don't count the same uops", |other| other.attribution[0].executed += 1),
            ("the files have no backend in common", |other| {
                other.attribution[0].backends[0] = "template".into();
            }),
        ];
        let one = results("x86_64-linux", 30);
        for (says, change) in changes {
            let mut other = results("aarch64-linux", 36);
            change(&mut other);
            let error = Processors::new([&one, &other]).expect_err(says).to_string();
            assert!(error.starts_with("can't compare: ") && error.contains(says), "{error}");
        }
    }
}
