//! What building, running and testing need of the system, and what it is called on each.

use std::path::Path;
use std::process::Command;

use super::installer::Installer;
use super::python::PythonTool;
use crate::program;

/// How to see that something is there, whoever installed it.
enum Sign {
    /// A library to compile against.
    PkgConfig(&'static str),
    /// Any of these programs.
    Program(&'static [&'static str]),
    /// A program on the path, or in the folder `bin` of any version below these folders.
    Versioned(&'static str, &'static [&'static str]),
    /// Any of these shared libraries, opened at run time.
    Library(&'static [&'static str]),
    /// Any of these folders.
    Folder(&'static [&'static str]),
    /// The package itself: it leaves no other sign.
    Package,
}

/// Something that the system has to bring.
pub(crate) struct Need {
    pub(super) what: &'static str,
    sign: Sign,
    /// Names on Debian, oldest release last: the first one that the machine's lists know is taken.
    apt: &'static [&'static str],
    dnf: &'static str,
    pacman: &'static str,
    zypper: &'static str,
    brew: &'static [&'static str],
}

impl Need {
    pub(super) fn is_met(&self, installer: Option<Installer>) -> bool {
        match &self.sign {
            Sign::PkgConfig(module) => program::succeeds(Command::new("pkg-config").args(["--exists", module])),
            Sign::Program(names) => names.iter().any(|name| program::is_on_path(name)),
            Sign::Versioned(name, parents) => {
                program::is_on_path(name) || parents.iter().any(|parent| has_version(Path::new(parent), name))
            }
            Sign::Folder(paths) => paths.iter().any(|path| Path::new(path).is_dir()),
            Sign::Library(names) => names.iter().any(|name| has_library(name)),
            Sign::Package => {
                installer.is_none_or(|installer| self.packages(installer).iter().any(|package| installer.has(package)))
            }
        }
    }

    /// The names of the package, best first; none where the system needs nothing.
    pub(super) fn packages(&self, installer: Installer) -> &[&'static str] {
        match installer {
            Installer::Apt => self.apt,
            Installer::Dnf => std::slice::from_ref(&self.dnf),
            Installer::Pacman => std::slice::from_ref(&self.pacman),
            Installer::Zypper => std::slice::from_ref(&self.zypper),
            Installer::Brew => self.brew,
        }
    }
}

fn has_version(parent: &Path, name: &str) -> bool {
    let versions = parent.read_dir().into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin").join(name)).any(|program| program.is_file())
}

fn has_library(name: &str) -> bool {
    let listed = ["ldconfig", "/sbin/ldconfig"]
        .iter()
        .find_map(|ldconfig| program::read(Command::new(ldconfig).arg("-p")).ok())
        .unwrap_or_default();
    listed.lines().any(|line| line.split_whitespace().next() == Some(name))
}

/// What building and running the app needs. Windows and macOS bring their own web view.
pub(crate) fn building() -> Vec<Need> {
    if cfg!(target_os = "linux") { linux_building().into() } else { Vec::new() }
}

/// What the tests need besides: a display, a bus, a browser, a key store, a PostgreSQL of their own.
pub(crate) fn testing() -> Vec<Need> {
    if cfg!(target_os = "linux") { linux_testing().into() } else { testing_elsewhere() }
}

fn linux_building() -> [Need; 7] {
    [
        Need {
            what: "a C compiler",
            sign: Sign::Program(&["cc", "gcc", "clang"]),
            apt: &["build-essential"],
            dnf: "gcc",
            pacman: "gcc",
            zypper: "gcc",
            brew: &[],
        },
        Need {
            what: "pkg-config",
            sign: Sign::Program(&["pkg-config", "pkgconf"]),
            apt: &["pkg-config"],
            dnf: "pkgconf-pkg-config",
            pacman: "pkgconf",
            zypper: "pkgconf-pkg-config",
            brew: &[],
        },
        Need {
            what: "GTK 3",
            sign: Sign::PkgConfig("gtk+-3.0"),
            apt: &["libgtk-3-dev"],
            dnf: "gtk3-devel",
            pacman: "gtk3",
            zypper: "gtk3-devel",
            brew: &[],
        },
        Need {
            what: "WebKitGTK 4.1",
            sign: Sign::PkgConfig("webkit2gtk-4.1"),
            apt: &["libwebkit2gtk-4.1-dev"],
            dnf: "webkit2gtk4.1-devel",
            pacman: "webkit2gtk-4.1",
            zypper: "webkit2gtk3-devel",
            brew: &[],
        },
        Need {
            what: "the D-Bus library",
            sign: Sign::PkgConfig("dbus-1"),
            apt: &["libdbus-1-dev"],
            dnf: "dbus-devel",
            pacman: "dbus",
            zypper: "dbus-1-devel",
            brew: &[],
        },
        Need {
            what: "librsvg",
            sign: Sign::PkgConfig("librsvg-2.0"),
            apt: &["librsvg2-dev"],
            dnf: "librsvg2-devel",
            pacman: "librsvg",
            zypper: "librsvg-devel",
            brew: &[],
        },
        Need {
            what: "the tray library (AppIndicator)",
            sign: Sign::Library(&["libayatana-appindicator3.so.1", "libappindicator3.so.1"]),
            apt: &["libayatana-appindicator3-1"],
            dnf: "libappindicator-gtk3",
            pacman: "libayatana-appindicator",
            zypper: "libayatana-appindicator3-1",
            brew: &[],
        },
    ]
}

/// A need that carries the same name nearly everywhere.
fn program(
    what: &'static str,
    signs: &'static [&'static str],
    apt: &'static [&'static str],
    rest: [&'static str; 3],
) -> Need {
    let [dnf, pacman, zypper] = rest;
    Need { what, sign: Sign::Program(signs), apt, dnf, pacman, zypper, brew: &[] }
}

fn linux_testing() -> [Need; 15] {
    [
        program("Xvfb", &["Xvfb"], &["xvfb"], ["xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"]),
        program("openbox", &["openbox"], &["openbox"], ["openbox"; 3]),
        program("xdotool", &["xdotool"], &["xdotool"], ["xdotool"; 3]),
        program("ImageMagick", &["import"], &["imagemagick"], ["ImageMagick", "imagemagick", "ImageMagick"]),
        program("a session bus", &["dbus-daemon"], &["dbus"], ["dbus-daemon", "dbus", "dbus-1-daemon"]),
        program("systemd", &["systemd-analyze"], &["systemd"], ["systemd"; 3]),
        program("gnome-keyring", &["gnome-keyring-daemon"], &["gnome-keyring"], ["gnome-keyring"; 3]),
        program(
            "WebKitWebDriver",
            &["WebKitWebDriver"],
            &["webkit2gtk-driver"],
            ["webkit2gtk-driver", "webkitgtk-6.0", "webkit2gtk-driver"],
        ),
        program("Chromium", BROWSERS, &["chromium", "chromium-browser"], ["chromium"; 3]),
        postgres(),
        nats(),
        program("Python", &["python3"], &["python3-venv"], ["python3", "python", "python3"]),
        // For the build that encrypts its files.
        Need {
            what: "OpenSSL's library of ciphers",
            sign: Sign::PkgConfig("libcrypto"),
            apt: &["libssl-dev"],
            dnf: "openssl-devel",
            pacman: "openssl",
            zypper: "libopenssl-devel",
            brew: &[],
        },
        Need {
            what: "the accessibility bus",
            sign: Sign::Package,
            apt: &["at-spi2-core"],
            dnf: "at-spi2-core",
            pacman: "at-spi2-core",
            zypper: "at-spi2-core",
            brew: &[],
        },
        Need {
            what: "the DejaVu fonts",
            sign: Sign::Package,
            apt: &["fonts-dejavu-core"],
            dnf: "dejavu-sans-fonts",
            pacman: "ttf-dejavu",
            zypper: "dejavu-fonts",
            brew: &[],
        },
    ]
}

/// Any of them shows the interface to its tests.
pub(crate) const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A server that speaks S3 and checks signatures.
pub(super) const MOTO: PythonTool =
    PythonTool { folder: "moto", package: "moto[iam,s3,server]==5.2.1", program: "moto_server" };

/// The version whose checks and options are known to the step that runs it.
pub(crate) const SCHEMATHESIS: PythonTool =
    PythonTool { folder: "schemathesis", package: "schemathesis==4.32.5", program: "schemathesis" };

/// The server's programs, for servers of the tests' own; nothing else starts one.
fn postgres() -> Need {
    Need {
        what: "the PostgreSQL server",
        // Debian keeps versions side by side and off the path, as Homebrew does.
        sign: Sign::Versioned("initdb", &["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"]),
        apt: &["postgresql"],
        dnf: "postgresql-server",
        pacman: "postgresql",
        zypper: "postgresql-server",
        brew: &["postgresql@17"],
    }
}

/// The bus of several servers, started by the tests on a port of their own.
fn nats() -> Need {
    Need {
        what: "the NATS server",
        // Debian keeps it where only root looks for programs.
        sign: Sign::Package,
        apt: &["nats-server"],
        dnf: "nats-server",
        pacman: "nats-server",
        zypper: "nats-server",
        brew: &["nats-server"],
    }
}

/// On macOS the interface is tested in a browser; the desktop story is driven on Linux only.
fn testing_elsewhere() -> Vec<Need> {
    let chromium = Need {
        what: "Chromium",
        sign: Sign::Folder(&["/Applications/Chromium.app", "/Applications/Google Chrome.app"]),
        apt: &[],
        dnf: "",
        pacman: "",
        zypper: "",
        brew: &["chromium"],
    };
    if cfg!(target_os = "macos") { vec![chromium, postgres(), nats()] } else { Vec::new() }
}
