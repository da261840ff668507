//! On which side of a conversation something is.

use std::ops::{BitAnd, BitOr, BitOrAssign};

/// A set of the sides on which a type is used, or on which a difference breaks somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides(u8);

impl Sides {
    /// On none.
    pub const NONE: Self = Self(0);
    /// In what clients send.
    pub const REQUESTS: Self = Self(1);
    /// In what clients get.
    pub const RESPONSES: Self = Self(2);
    /// In what clients get where the backend leaves out fields that were not set or have their default.
    pub const PARTIAL: Self = Self(4);
    /// In the client's source, which names it.
    pub const CODE: Self = Self(8);

    /// On all.
    pub const ALL: Self = Self(15);

    /// Whether both have a side in common.
    pub fn meets(self, other: Self) -> bool {
        self & other != Self::NONE
    }

    /// These where `is` holds, else none.
    pub fn when(self, is: bool) -> Self {
        if is { self } else { Self::NONE }
    }
}

impl BitOr for Sides {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Sides {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl BitAnd for Sides {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
