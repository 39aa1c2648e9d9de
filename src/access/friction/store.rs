//! Numbers beyond memory: rooms of equal size, in memory while they are few, else in a file that
//! vanishes with the program.

use crate::base::{Error, Result, Text};
use crate::text;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

/// Rooms of `size` bytes each. Reading and writing take turns.
pub struct Store {
    place: Mutex<Place>,
    size: usize,
}

enum Place {
    Memory(Vec<Option<Box<[u8]>>>),
    Disk(File),
}

impl Store {
    /// Rooms for `count` tiles, in memory when all of them together take at most `memory` bytes, else
    /// in a temporary file (folder `TMPDIR`). What was never written reads as zeros.
    pub fn new(count: usize, size: usize, memory: u64) -> Result<Store> {
        let bytes = count as u64 * size as u64;
        let place = if bytes <= memory {
            Place::Memory(vec![None; count])
        } else {
            let file = tempfile::tempfile()
                .and_then(|file| file.set_len(bytes).map(|()| file))
                .map_err(|cause| failed(bytes, &cause))?;
            Place::Disk(file)
        };
        Ok(Store { place: Mutex::new(place), size })
    }

    /// Fills `into` from the start of a room.
    pub fn read(&self, room: usize, into: &mut [u8]) -> Result<()> {
        match &mut *self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(rooms) => match &rooms[room] {
                Some(kept) => into.copy_from_slice(&kept[..into.len()]),
                None => into.fill(0),
            },
            Place::Disk(file) => {
                let start = room as u64 * self.size as u64;
                let done = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(into));
                done.map_err(|cause| failed(start, &cause))?;
            }
        }
        Ok(())
    }

    /// Replaces the start of a room.
    pub fn write(&self, room: usize, from: &[u8]) -> Result<()> {
        match &mut *self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Memory(rooms) => {
                let size = self.size;
                let kept = rooms[room].get_or_insert_with(|| vec![0; size].into_boxed_slice());
                kept[..from.len()].copy_from_slice(from);
            }
            Place::Disk(file) => {
                let start = room as u64 * self.size as u64;
                let done = file.seek(SeekFrom::Start(start)).and_then(|_| file.write_all(from));
                done.map_err(|cause| failed(start, &cause))?;
            }
        }
        Ok(())
    }
}

fn failed(bytes: u64, cause: &io::Error) -> Error {
    let folder = std::env::temp_dir();
    let (folder, mb) = (folder.display(), bytes / 1_000_000);
    Error::output(
        text!(
            "le fichier de travail dans `{folder}` ({mb} Mo) ne va pas : {cause}",
            "the working file in `{folder}` ({mb} MB) does not work: {cause}"
        ),
        Text::new(
            "Libérez de la place, choisissez un autre dossier avec la variable TMPDIR, ou prenez des cellules plus grandes.",
            "Free some space, choose another folder with the variable TMPDIR, or take larger cells.",
        ),
    )
}

/// Numbers as bytes and back, little end first.
pub fn put_f64(bytes: &mut [u8], values: impl Iterator<Item = f64>) {
    bytes.chunks_exact_mut(8).zip(values).for_each(|(b, v)| b.copy_from_slice(&v.to_le_bytes()));
}

/// See [`put_f64`].
pub fn get_f64(bytes: &[u8]) -> impl Iterator<Item = f64> + '_ {
    bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b))
}

/// See [`put_f64`].
pub fn put_u32(bytes: &mut [u8], values: impl Iterator<Item = u32>) {
    bytes.chunks_exact_mut(4).zip(values).for_each(|(b, v)| b.copy_from_slice(&v.to_le_bytes()));
}

/// See [`put_f64`].
pub fn get_u32(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_keep_what_they_are_given_in_memory_and_on_disk() {
        for memory in [1 << 20, 0] {
            let store = Store::new(3, 16, memory).unwrap();
            let mut bytes = [0; 16];
            put_f64(&mut bytes, [1.5, f64::INFINITY].into_iter());
            store.write(1, &bytes).unwrap();
            let mut back = [9; 16];
            store.read(1, &mut back).unwrap();
            assert_eq!(get_f64(&back).collect::<Vec<_>>(), [1.5, f64::INFINITY]);
            store.read(2, &mut back).unwrap();
            assert_eq!(get_u32(&back).collect::<Vec<_>>(), [0; 4]);
        }
    }
}
