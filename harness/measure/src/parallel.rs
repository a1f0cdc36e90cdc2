//! Work that no clock watches, on all processors of the machine.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// How many things are done at a time.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does `work` for each item, as many at a time as there are processors, beginning with the first ones. What has not
/// begun when `may_begin` says no is left out. `done` is called of each item that is done.
pub(crate) fn for_each<T: Sync, R: Send>(
    items: &[T],
    may_begin: impl Fn() -> bool + Sync,
    work: impl Fn(&T) -> R + Sync,
    done: &mut dyn FnMut(&T),
) -> Vec<Option<R>> {
    let results: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers().min(items.len()) {
            let sender = sender.clone();
            let (next, results, work, may_begin) = (&next, &results, &work, &may_begin);
            scope.spawn(move || {
                while may_begin() {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(number) else { break };
                    let result = work(item);
                    results.lock().unwrap_or_else(PoisonError::into_inner)[number] = Some(result);
                    // The other end listens until all are done.
                    _ = sender.send(number);
                }
            });
        }
        drop(sender);
        for number in receiver {
            done(&items[number]);
        }
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_once_and_in_its_place() {
        let items: Vec<usize> = (0..50).collect();
        let mut told = Vec::new();
        let results = for_each(&items, || true, |item| item * 2, &mut |item| told.push(*item));
        assert!(results.iter().enumerate().all(|(i, result)| *result == Some(2 * i)));
        told.sort_unstable();
        assert_eq!(told, items);
    }

    #[test]
    fn what_may_not_begin_is_left_out() {
        let begun = AtomicUsize::new(0);
        let may_begin = || begun.fetch_add(1, Ordering::Relaxed) < 3;
        let results = for_each(&[1, 2, 3, 4, 5, 6, 7, 8], may_begin, |item| *item, &mut |_| {});
        assert_eq!(results.iter().flatten().count(), 3);
    }
}
