//! Windows: the tick count, which runs on in sleep. No documented call names the boot, so a random name lies under a
//! volatile registry key of the user, which Windows forgets when the user signs out or the machine is switched off.
#![allow(unsafe_code, reason = "calls of Windows; each is given pointers to values that outlive it")]

use std::ptr;

use ring::rand::SecureRandom as _;
use windows_sys::Win32::{
    Foundation::ERROR_SUCCESS,
    System::{
        Registry::{
            HKEY, HKEY_CURRENT_USER, KEY_READ, KEY_WRITE, REG_BINARY, REG_OPTION_VOLATILE, RRF_RT_REG_BINARY, RegCloseKey, RegCreateKeyExW,
            RegGetValueW, RegSetValueExW,
        },
        SystemInformation::GetTickCount64,
    },
};

/// Not below a key that lasts: none could be made below this one.
const KEY: &str = "Software\\Daylog-Boot";
const VALUE: &str = "Name";
const BYTES: usize = 16;

pub(crate) fn elapsed_ms(_: std::time::Instant) -> u64 {
    unsafe { GetTickCount64() }
}

/// The name of before, or a new one. Two programs that start at one moment may each make one: then one of them is a boot
/// of its own.
pub(super) fn boot_name() -> Option<Vec<u8>> {
    let key = Key::open()?;
    key.read().or_else(|| key.make())
}

/// The volatile key, closed when it is dropped.
struct Key(HKEY);

impl Key {
    fn open() -> Option<Self> {
        let (name, mut key) = (wide(KEY), ptr::null_mut());
        let opened = unsafe {
            RegCreateKeyExW(
                HKEY_CURRENT_USER,
                name.as_ptr(),
                0,
                ptr::null(),
                REG_OPTION_VOLATILE,
                KEY_READ | KEY_WRITE,
                ptr::null(),
                &raw mut key,
                ptr::null_mut(),
            )
        };
        (opened == ERROR_SUCCESS).then_some(Key(key))
    }

    fn read(&self) -> Option<Vec<u8>> {
        let (value, mut bytes) = (wide(VALUE), [0_u8; BYTES]);
        let mut size = u32::try_from(BYTES).ok()?;
        let read = unsafe {
            RegGetValueW(self.0, ptr::null(), value.as_ptr(), RRF_RT_REG_BINARY, ptr::null_mut(), bytes.as_mut_ptr().cast(), &raw mut size)
        };
        (read == ERROR_SUCCESS && usize::try_from(size) == Ok(BYTES)).then(|| bytes.to_vec())
    }

    fn make(&self) -> Option<Vec<u8>> {
        let (value, mut bytes) = (wide(VALUE), [0_u8; BYTES]);
        ring::rand::SystemRandom::new().fill(&mut bytes).ok()?;
        let written = unsafe { RegSetValueExW(self.0, value.as_ptr(), 0, REG_BINARY, bytes.as_ptr(), u32::try_from(BYTES).ok()?) };
        (written == ERROR_SUCCESS).then(|| bytes.to_vec())
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        unsafe { RegCloseKey(self.0) };
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
