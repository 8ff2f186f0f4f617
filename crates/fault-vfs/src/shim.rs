//! The file system that SQLite calls: asks the disk first, and then the real file system.
//!
//! Each file is one of ours with the real file behind it in the same memory, as SQLite's own test
//! shims do it.

#![expect(unsafe_code, reason = "SQLite's file systems are structures of C function pointers")]

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::io;
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::OnceLock;

use rusqlite::ffi;

use crate::disk::{Asked, Fault, Shared, disk_of, unpoisoned};
use crate::image::Change;

const OK: c_int = ffi::SQLITE_OK;

/// What our file knows; the real file follows it in memory.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    place: *mut Place,
}

struct Place {
    disk: Option<Shared>,
    path: PathBuf,
}

/// The shim, kept for ever: SQLite holds on to it.
struct Installed {
    outcome: c_int,
}

/// Makes the shim the file system of every connection that names none. Once is enough.
pub(crate) fn install() -> io::Result<()> {
    static INSTALLED: OnceLock<Installed> = OnceLock::new();
    let installed = INSTALLED.get_or_init(|| {
        // SAFETY: the default file system lives as long as the process; ours is leaked on purpose,
        // and starts as a copy of it, so that every function that is not replaced is its own.
        unsafe {
            ffi::sqlite3_initialize();
            let real = ffi::sqlite3_vfs_find(ptr::null());
            if real.is_null() {
                return Installed { outcome: ffi::SQLITE_ERROR };
            }
            let mut shim = ptr::read(real);
            shim.szOsFile = c_int::try_from(size_of::<File>()).expect("it is small") + (*real).szOsFile;
            shim.zName = c"goodturn-faults".as_ptr();
            shim.pNext = ptr::null_mut();
            shim.pAppData = real.cast();
            shim.xOpen = Some(open);
            shim.xDelete = Some(delete);
            shim.xAccess = Some(access);
            shim.xFullPathname = Some(full_pathname);
            let shim = Box::leak(Box::new(shim));
            Installed { outcome: ffi::sqlite3_vfs_register(shim, 1) }
        }
    });
    if installed.outcome == OK { Ok(()) } else { Err(io::Error::other("SQLite takes no file system")) }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Without memory-mapped reads, which would go past the disk.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

impl Place {
    fn ask(&self, asked: Asked) -> Option<Fault> {
        self.disk.as_ref().and_then(|disk| unpoisoned(disk).ask(asked))
    }
}

/// The error of SQLite for a question that got none of its own.
fn refusal(asked: Asked, fault: Fault) -> c_int {
    if fault == Fault::Full && asked == Asked::Write {
        return ffi::SQLITE_FULL;
    }
    match asked {
        Asked::Open => ffi::SQLITE_CANTOPEN,
        Asked::Delete => ffi::SQLITE_IOERR_DELETE,
        Asked::Access => ffi::SQLITE_IOERR_ACCESS,
        Asked::Read => ffi::SQLITE_IOERR_READ,
        Asked::Write => ffi::SQLITE_IOERR_WRITE,
        Asked::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
        Asked::Sync => ffi::SQLITE_IOERR_FSYNC,
        Asked::Size => ffi::SQLITE_IOERR_FSTAT,
        Asked::Lock => ffi::SQLITE_IOERR_LOCK,
        Asked::SharedMap => ffi::SQLITE_IOERR_SHMSIZE,
        Asked::SharedLock => ffi::SQLITE_IOERR_SHMLOCK,
    }
}

/// SAFETY: `file` is one that [`open`] filled.
unsafe fn place<'a>(file: *mut ffi::sqlite3_file) -> &'a Place {
    unsafe { &*(*file.cast::<File>()).place }
}

/// SAFETY: `file` points to as much memory as the shim asks for.
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<File>().add(1).cast() }
}

/// Calls the real file's own function.
macro_rules! real_file {
    ($file:expr, $name:ident $(, $argument:expr)*) => {{
        let real = real($file);
        match (*(*real).pMethods).$name {
            Some(call) => call(real $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}

unsafe fn real_vfs(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    unsafe { (*vfs).pAppData.cast() }
}

/// SAFETY: `name` is a C string of SQLite's.
unsafe fn path_of(name: *const c_char) -> PathBuf {
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    Path::new(OsStr::from_bytes(bytes)).to_owned()
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    unsafe {
        (*file).pMethods = ptr::null();
        // Without a name it is a temporary file, which nobody gets back.
        let path = if name.is_null() { PathBuf::new() } else { path_of(name) };
        let disk = if name.is_null() { None } else { disk_of(&path) };
        let place = Box::new(Place { disk, path });
        if let Some(fault) = place.ask(Asked::Open) {
            return refusal(Asked::Open, fault);
        }
        let wants_content = place.disk.as_ref().is_some_and(|disk| unpoisoned(disk).wants_content(&place.path));
        // Before SQLite has a lock on it: closing the file here would give the lock away.
        let content = if wants_content { std::fs::read(&place.path).ok() } else { None };
        let below = real_vfs(vfs);
        let Some(call) = (*below).xOpen else { return ffi::SQLITE_CANTOPEN };
        let outcome = call(below, name, real(file), flags, out_flags);
        if outcome != OK {
            return outcome;
        }
        if let Some(disk) = &place.disk {
            unpoisoned(disk).opened(&place.path, content);
        }
        (*file.cast::<File>()).place = Box::into_raw(place);
        (*file).pMethods = &METHODS;
        OK
    }
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    unsafe {
        let path = path_of(name);
        let disk = disk_of(&path);
        if let Some(disk) = &disk
            && let Some(fault) = unpoisoned(disk).ask(Asked::Delete)
        {
            return refusal(Asked::Delete, fault);
        }
        let below = real_vfs(vfs);
        let Some(call) = (*below).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let outcome = call(below, name, 0);
        if outcome == OK
            && let Some(disk) = disk
        {
            unpoisoned(&disk).deleted(&path, sync_folder != 0);
        }
        outcome
    }
}

unsafe extern "C" fn access(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    unsafe {
        if let Some(disk) = disk_of(&path_of(name))
            && let Some(fault) = unpoisoned(&disk).ask(Asked::Access)
        {
            return refusal(Asked::Access, fault);
        }
        let below = real_vfs(vfs);
        (*below).xAccess.map_or(ffi::SQLITE_IOERR_ACCESS, |call| call(below, name, flags, out))
    }
}

unsafe extern "C" fn full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    size: c_int,
    out: *mut c_char,
) -> c_int {
    unsafe {
        let below = real_vfs(vfs);
        (*below).xFullPathname.map_or(ffi::SQLITE_CANTOPEN, |call| call(below, name, size, out))
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe {
        let outcome = real_file!(file, xClose);
        let place = Box::from_raw((*file.cast::<File>()).place);
        if let Some(disk) = &place.disk {
            unpoisoned(disk).closed(&place.path);
        }
        (*file).pMethods = ptr::null();
        outcome
    }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, buffer: *mut c_void, length: c_int, at: i64) -> c_int {
    unsafe {
        match place(file).ask(Asked::Read) {
            None => real_file!(file, xRead, buffer, length, at),
            Some(fault) => {
                if fault == Fault::Torn {
                    let _ = real_file!(file, xRead, buffer, length / 2, at);
                }
                refusal(Asked::Read, fault)
            }
        }
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, buffer: *const c_void, length: c_int, at: i64) -> c_int {
    unsafe {
        let fault = place(file).ask(Asked::Write);
        let taken = match fault {
            None => length,
            Some(Fault::Torn) => length / 2,
            Some(_) => 0,
        };
        if taken > 0 {
            let outcome = real_file!(file, xWrite, buffer, taken, at);
            if outcome != OK {
                return outcome;
            }
            let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), usize::try_from(taken).unwrap_or(0));
            note(place(file), Change::Write { at: usize::try_from(at).unwrap_or(0), bytes: bytes.to_vec() });
        }
        fault.map_or(OK, |fault| refusal(Asked::Write, fault))
    }
}

fn note(place: &Place, change: Change) {
    if let Some(disk) = &place.disk {
        unpoisoned(disk).changed(&place.path, change);
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    unsafe {
        let place = place(file);
        if let Some(fault) = place.ask(Asked::Truncate) {
            return refusal(Asked::Truncate, fault);
        }
        let outcome = real_file!(file, xTruncate, length);
        if outcome == OK {
            note(place, Change::Cut { length: usize::try_from(length).unwrap_or(0) });
        }
        outcome
    }
}

/// The real file is not synced where the disk is one of ours: what counts as synced is remembered.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    unsafe {
        let place = place(file);
        let Some(disk) = &place.disk else { return real_file!(file, xSync, flags) };
        let fault = unpoisoned(disk).ask(Asked::Sync);
        let takes = unpoisoned(disk).sync_takes();
        if !takes.is_zero() {
            #[expect(clippy::disallowed_methods, reason = "a slow disk is one that lets its caller wait")]
            std::thread::sleep(takes);
        }
        unpoisoned(disk).synced(&place.path, fault.is_none());
        fault.map_or(OK, |fault| refusal(Asked::Sync, fault))
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    unsafe {
        match place(file).ask(Asked::Size) {
            None => real_file!(file, xFileSize, size),
            Some(fault) => refusal(Asked::Size, fault),
        }
    }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe {
        match place(file).ask(Asked::Lock) {
            None => real_file!(file, xLock, level),
            Some(fault) => refusal(Asked::Lock, fault),
        }
    }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { real_file!(file, xUnlock, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    unsafe { real_file!(file, xCheckReservedLock, out) }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    unsafe { real_file!(file, xFileControl, what, argument) }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { real_file!(file, xSectorSize) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { real_file!(file, xDeviceCharacteristics) }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    unsafe {
        match place(file).ask(Asked::SharedMap) {
            None => real_file!(file, xShmMap, region, size, extend, out),
            Some(fault) => refusal(Asked::SharedMap, fault),
        }
    }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    unsafe {
        // Letting go always works, as it does when a process ends.
        let lets_go = flags & ffi::SQLITE_SHM_UNLOCK != 0;
        match if lets_go { None } else { place(file).ask(Asked::SharedLock) } {
            None => real_file!(file, xShmLock, offset, count, flags),
            Some(fault) => refusal(Asked::SharedLock, fault),
        }
    }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    unsafe {
        let real = real(file);
        if let Some(call) = (*(*real).pMethods).xShmBarrier {
            call(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    unsafe { real_file!(file, xShmUnmap, delete) }
}
