//! Enums that can be walked.

/// An enum of bare names together with `ALL`, the list of them, which so leaves none out.
macro_rules! listed {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$about])*
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every one, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

pub(crate) use listed;
