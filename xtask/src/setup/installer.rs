//! The package managers of the systems that people build on.

use std::process::Command;

use super::consent::Way;
use crate::program;

/// A package manager that we know how to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Installer {
    Apt,
    Dnf,
    Pacman,
    Zypper,
    Brew,
}

impl Installer {
    /// The package manager of this machine. Brew comes last: on Linux the system's own knows WebKitGTK.
    pub(super) fn find(is_on_path: impl Fn(&str) -> bool) -> Option<Self> {
        let known = [
            ("apt-get", Self::Apt),
            ("dnf", Self::Dnf),
            ("pacman", Self::Pacman),
            ("zypper", Self::Zypper),
            ("brew", Self::Brew),
        ];
        known.into_iter().find(|(name, _)| is_on_path(name)).map(|(_, manager)| manager)
    }

    /// Brew refuses to run as root; the others refuse to install without.
    pub(super) fn needs_root(self) -> bool {
        self != Self::Brew
    }

    /// Whether a package is installed.
    pub(super) fn has(self, package: &str) -> bool {
        let asked = match self {
            Self::Apt => program::read(Command::new("dpkg-query").args(["-W", "-f", DPKG_FORMAT, package])),
            Self::Dnf | Self::Zypper => program::read(Command::new("rpm").args(["-q", "--whatprovides", package])),
            Self::Pacman => program::read(Command::new("pacman").args(["-Q", package])),
            Self::Brew => program::read(Command::new("brew").args(["list", "--versions", package])),
        };
        asked.is_ok_and(|said| self.says_installed(&said))
    }

    /// Reads the answer to the question of `has`.
    fn says_installed(self, said: &str) -> bool {
        match self {
            // A removed package whose configuration is still there is listed as `config-files`.
            Self::Apt => said.lines().any(|status| status == "installed"),
            Self::Dnf | Self::Zypper => {
                said.lines().any(|line| !line.is_empty() && !line.starts_with("no package provides"))
            }
            Self::Pacman | Self::Brew => !said.trim().is_empty(),
        }
    }

    /// The command that brings the lists of packages up to date, where installing does not.
    pub(super) fn refresh(self, way: Way) -> Option<Command> {
        match self {
            Self::Apt => Some(as_root(way, &["apt-get", "update", "-q"])),
            Self::Dnf | Self::Pacman | Self::Zypper | Self::Brew => None,
        }
    }

    /// The command that installs packages without asking back.
    pub(super) fn install(self, way: Way, packages: &[&str]) -> Command {
        let words: &[&str] = match self {
            Self::Apt => {
                &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends"]
            }
            Self::Dnf => &["dnf", "install", "-y"],
            // A full upgrade goes with it: Arch does not support installing beside outdated packages.
            Self::Pacman => &["pacman", "-Syu", "--needed", "--noconfirm"],
            Self::Zypper => &["zypper", "--non-interactive", "install"],
            Self::Brew => &["brew", "install"],
        };
        as_root(way, &[words, packages].concat())
    }

    /// Which of the names a package has had this machine's lists know; the first when none can be asked.
    pub(super) fn first_known<'names>(self, names: &[&'names str]) -> Option<&'names str> {
        if self != Self::Apt || names.len() < 2 {
            return names.first().copied();
        }
        let known = names.iter().find(|name| {
            program::read(Command::new("apt-cache").args(["policy", name])).is_ok_and(|said| has_candidate(&said))
        });
        known.or(names.first()).copied()
    }
}

const DPKG_FORMAT: &str = "${db:Status-Status}\n";

/// Reads `apt-cache policy`: names that exist only as a reference of others have no candidate.
fn has_candidate(said: &str) -> bool {
    said.lines().filter_map(|line| line.trim().strip_prefix("Candidate: ")).any(|version| version != "(none)")
}

fn as_root(way: Way, words: &[&str]) -> Command {
    let words = match way {
        Way::Direct => words.to_vec(),
        Way::Sudo => [&["sudo", "-n"], words].concat(),
        Way::AskThenSudo | Way::Refuse => [&["sudo"], words].concat(),
    };
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_choice(present: &[&str], expected: Option<Installer>) {
        assert_eq!(Installer::find(|name| present.contains(&name)), expected);
    }

    #[test]
    fn the_systems_own_manager_is_chosen_before_brew() {
        check_choice(&["brew", "apt-get"], Some(Installer::Apt));
        check_choice(&["brew", "dnf"], Some(Installer::Dnf));
        check_choice(&["pacman"], Some(Installer::Pacman));
        check_choice(&["zypper", "rpm"], Some(Installer::Zypper));
        check_choice(&["brew"], Some(Installer::Brew));
        check_choice(&["rpm", "nix-env"], None);
    }

    #[test]
    fn a_removed_package_with_its_configuration_left_is_missing() {
        assert!(Installer::Apt.says_installed("installed\n"));
        assert!(!Installer::Apt.says_installed("config-files\n"));
        assert!(!Installer::Apt.says_installed("not-installed\n"));
    }

    #[test]
    fn an_answer_without_a_package_means_missing() {
        assert!(Installer::Dnf.says_installed("gtk3-devel-3.24.43-2.fc41.x86_64\n"));
        assert!(!Installer::Zypper.says_installed("no package provides gtk3-devel\n"));
        assert!(Installer::Pacman.says_installed("gtk3 1:3.24.43-1\n"));
        assert!(!Installer::Brew.says_installed("\n"));
    }

    #[test]
    fn a_name_without_a_candidate_is_not_known() {
        assert!(has_candidate("chromium:\n  Installed: (none)\n  Candidate: 156.0.8078.79-1\n"));
        assert!(!has_candidate("chromium:\n  Installed: (none)\n  Candidate: (none)\n"));
        assert!(!has_candidate(""));
    }

    #[test]
    fn the_command_is_what_a_person_would_type() {
        let line = |way| program::line(&Installer::Dnf.install(way, &["gtk3-devel"]));

        assert_eq!(line(Way::Direct), "dnf install -y gtk3-devel");
        assert_eq!(line(Way::Sudo), "sudo -n dnf install -y gtk3-devel");
        assert_eq!(line(Way::AskThenSudo), "sudo dnf install -y gtk3-devel");
    }
}
