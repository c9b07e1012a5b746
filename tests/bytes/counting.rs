//! An allocator that counts what this thread holds, and the most that it held. Unsafe as every allocator is; it hands each
//! call on to the system's as it came. Memory that C code takes by itself is not counted.

#![allow(unsafe_code)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

pub struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// A count from now on.
pub struct Counted(isize);

pub fn start() -> Counted {
    let held = HELD.get();
    PEAK.set(held);
    Counted(held)
}

impl Counted {
    /// The most bytes that were held beyond those at the start.
    pub fn peak(&self) -> usize {
        (PEAK.get() - self.0).max(0).unsigned_abs()
    }
}

fn count(change: isize) {
    let held = HELD.get() + change;
    HELD.set(held);
    if held > PEAK.get() {
        PEAK.set(held);
    }
}

fn size(layout: Layout) -> isize {
    layout.size().cast_signed()
}

// SAFETY: every call goes to the system's allocator with the arguments that came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(size(layout));
        // SAFETY: the caller's promises are handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(size(layout));
        // SAFETY: the caller's promises are handed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-size(layout));
        // SAFETY: the caller's promises are handed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new: usize) -> *mut u8 {
        // Both may exist for a moment while the content moves.
        count(new.cast_signed());
        count(-size(layout));
        // SAFETY: the caller's promises are handed on.
        unsafe { System.realloc(pointer, layout, new) }
    }
}
