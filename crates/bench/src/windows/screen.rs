//! A screen, read by its pixels: nothing else tells when a person sees something.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, KEY_PRESS_EVENT, KEY_RELEASE_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// Between two looks, so that looking leaves the processor to what is looked at.
const PAUSE: Duration = Duration::from_millis(4);
/// How far a colour may be from the one looked for, in each part of it.
const NEAR: u8 = 14;
/// So many pixels of a colour are a button or a line; our icon in a title bar has fewer.
const ENOUGH: usize = 400;
/// `XK_Control_L`, `XK_Shift_L`, `XK_space`: the shortcut as it is set at first.
const SHORTCUT: [u32; 3] = [0xffe3, 0xffe1, 0x0020];

#[derive(Clone, Copy, Debug)]
pub(crate) struct Colour {
    pub(crate) red: u8,
    pub(crate) green: u8,
    pub(crate) blue: u8,
}

/// A part of the screen, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    left: i16,
    top: i16,
    width: u16,
    height: u16,
}

impl Patch {
    /// Where the upper edge of quick add is on a screen of this size.
    pub(crate) fn upper_third((width, height): (u16, u16)) -> Self {
        Self { left: (width / 2 - 100).cast_signed(), top: (height / 5).cast_signed(), width: 200, height: 6 }
    }

    /// Where the conversation of a request is that stands beside its list, without what is written below.
    pub(crate) fn conversation((width, height): (u16, u16)) -> Self {
        Self { left: (width / 2).cast_signed(), top: (height / 8).cast_signed(), width: width / 3, height: height / 2 }
    }

    /// Where the buttons of Today's right column are on a screen of this size. The whole screen
    /// would take a processor to read.
    pub(crate) fn right_of_today((width, height): (u16, u16)) -> Self {
        Self {
            left: (width - width / 4).cast_signed(),
            top: (height / 8).cast_signed(),
            width: width / 5,
            height: height / 3,
        }
    }
}

pub(crate) struct Screen {
    connection: RustConnection,
    root: u32,
    size: (u16, u16),
    keys: [u8; 3],
    letters: BTreeMap<char, u8>,
}

impl Screen {
    pub(crate) fn of(display: &str) -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display)).context("connecting to the screen")?;
        let setup = connection.setup();
        let screen = setup.roots.get(number).context("there is a screen")?;
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let mapping = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let code_of = |symbol: u32| {
            let per_key = usize::from(mapping.keysyms_per_keycode);
            let at = mapping.keysyms.iter().position(|it| *it == symbol).context("the keyboard has the key")?;
            Ok::<_, anyhow::Error>(first + u8::try_from(at / per_key)?)
        };
        let keys = [code_of(SHORTCUT[0])?, code_of(SHORTCUT[1])?, code_of(SHORTCUT[2])?];
        // The symbols of small letters are their numbers in Latin-1.
        let letters = ('a'..='z').map(|it| Ok((it, code_of(u32::from(it))?))).collect::<Result<_>>()?;
        Ok(Self { connection, root, size, keys, letters })
    }

    pub(crate) const fn size(&self) -> (u16, u16) {
        self.size
    }

    /// Presses the global shortcut; nothing is started for it, which would be measured too.
    pub(crate) fn press_shortcut(&self) -> Result<()> {
        let presses = self.keys.iter().map(|key| (KEY_PRESS_EVENT, *key));
        let releases = self.keys.iter().rev().map(|key| (KEY_RELEASE_EVENT, *key));
        for (kind, key) in presses.chain(releases) {
            self.connection.xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?;
        }
        self.connection.flush().context("pressing keys")
    }

    /// Presses one key of the letters of the keyboard, without a modifier.
    pub(crate) fn press_letter(&self, letter: char) -> Result<()> {
        let key = *self.letters.get(&letter).with_context(|| format!("the keyboard has no {letter}"))?;
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.connection.xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?;
        }
        self.connection.flush().context("pressing a key")
    }

    /// From `began` until the patch changed for the last time, once it has not changed for `calm`.
    pub(crate) fn settle(&self, patch: Patch, began: Instant, calm: Duration) -> Result<Duration> {
        let (mut seen, mut changed) = (self.pixels(patch)?, None);
        loop {
            std::thread::sleep(PAUSE);
            let now = self.pixels(patch)?;
            if now != seen {
                (seen, changed) = (now, Some(began.elapsed()));
            }
            match changed {
                Some(at) if began.elapsed() > at + calm => return Ok(at),
                None if began.elapsed() > 20 * calm => bail!("nothing changed in {patch:?}"),
                _ => {}
            }
        }
    }

    /// Returns as soon as the colour is to be seen in the patch.
    pub(crate) fn wait_for(&self, colour: Colour, patch: Patch, patience: Duration) -> Result<()> {
        self.wait(colour, patch, patience, true)
    }

    /// Returns as soon as the colour is no longer to be seen there.
    pub(crate) fn wait_until_gone(&self, colour: Colour, patch: Patch, patience: Duration) -> Result<()> {
        self.wait(colour, patch, patience, false)
    }

    fn wait(&self, colour: Colour, patch: Patch, patience: Duration, is_shown: bool) -> Result<()> {
        let began = Instant::now();
        while self.shows(colour, patch)? != is_shown {
            if began.elapsed() > patience {
                bail!("waited {patience:?} for {colour:?} in {patch:?}, shown: {is_shown}");
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Four bytes for each pixel, blue first, on every screen of 24 bits.
    fn pixels(&self, Patch { left, top, width, height }: Patch) -> Result<Vec<u8>> {
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, left, top, width, height, !0)?;
        Ok(image.reply()?.data)
    }

    fn shows(&self, colour: Colour, patch: Patch) -> Result<bool> {
        let pixels = self.pixels(patch)?;
        let near = |one: u8, other: u8| one.abs_diff(other) <= NEAR;
        let is_it = |it: &[u8]| near(it[2], colour.red) && near(it[1], colour.green) && near(it[0], colour.blue);
        Ok(pixels.chunks_exact(4).filter(|it| is_it(it)).take(ENOUGH).count() == ENOUGH)
    }
}
