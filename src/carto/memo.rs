//! Values made once for each key, whichever thread asks first.

use crate::base::Result;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A value or why there is none, perhaps still in the making.
type Slot<V> = Arc<OnceLock<Result<Arc<V>>>>;

/// What was made so far. For few keys: they are searched in order.
#[derive(Debug)]
pub struct Memo<K, V> {
    made: Mutex<Vec<(K, Slot<V>)>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo { made: Mutex::new(Vec::new()) }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value of `key`; `make` is called the first time. Others who ask for it meanwhile
    /// wait. An error is kept like a value.
    pub fn get(&self, key: K, make: impl FnOnce() -> Result<V>) -> Result<Arc<V>> {
        let slot = {
            // A panic elsewhere leaves the list whole.
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            match made.iter().find(|(known, _)| *known == key) {
                Some((_, slot)) => slot.clone(),
                None => {
                    made.push((key, Slot::default()));
                    made[made.len() - 1].1.clone()
                }
            }
        };
        slot.get_or_init(|| make().map(Arc::new)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn each_key_is_made_once_by_all_threads_together() {
        let (memo, calls) = (Memo::<usize, usize>::default(), AtomicUsize::new(0));
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    for key in 0..10 {
                        let make = || {
                            calls.fetch_add(1, Ordering::Relaxed);
                            Ok(key * key)
                        };
                        assert_eq!(*memo.get(key, make).unwrap(), key * key);
                    }
                });
            }
        });
        assert_eq!(calls.into_inner(), 10);
    }
}
