//! Which service a `~` names.

use super::language::{Meaning, fold};
use super::names::Match;
use super::read::{Mark, Reader, fill};
use super::{Field, Mention, Problem, Value, Verb};

impl Reader<'_> {
    /// A kind that the language knows, or the name of a service. A service by its whole name goes before a kind.
    pub(super) fn read_kind(&mut self, at: usize) -> Option<usize> {
        let catalogue = self.context.catalogue.filter(|_| self.add.verb == Verb::Ask);
        let is_whole = |name: &str| catalogue.is_some_and(|it| it.has(name));
        let (name, end) = self.name(at, '~', is_whole).filter(|(it, _)| it.starts_with(char::is_alphabetic))?;
        let kind = |it| if let Meaning::Kind(kind) = it { Some(kind) } else { None };
        let kind = self.context.language.read_piece(&fold(&name), kind).filter(|_| !is_whole(&name));
        self.names_service = kind.is_none() && catalogue.is_some();
        fill(&mut self.add.kind, kind.map_or(name, str::to_owned))?;
        self.take(Field::Kind, at..end, None)
    }

    /// Which service is meant can be told only when all teams of the line are known. Where none or several are, its
    /// words stay text.
    pub(super) fn settle_service(&mut self) {
        let Some(catalogue) = self.context.catalogue.filter(|_| self.names_service) else { return };
        let known = |it: &Mention<_>| if let Mention::Known(id) = it { Some(*id) } else { None };
        let teams: Vec<_> = self.add.teams.iter().filter_map(known).collect();
        let meant = catalogue.service(&self.add.kind.take().unwrap_or_default(), &teams);
        let Some(found) = self.found.iter_mut().find(|it| it.field == Field::Kind) else { return };
        match meant {
            Match::One(id, name) => {
                (found.value, self.add.kind, self.add.service) = (Some(Value::Service(id)), Some(name), Some(id));
                return;
            }
            Match::Close(id, name) => {
                (found.value, self.add.kind, self.add.service) = (Some(Value::Service(id)), Some(name), Some(id));
                found.is_close = true;
                return;
            }
            Match::Several(ids) => {
                let choices = ids.into_iter().map(Value::Service).collect();
                found.problem = Some(Problem::AmbiguousName { choices });
            }
            Match::Nobody => found.problem = Some(Problem::UnknownName),
        }
        for index in found.words.clone() {
            self.marks[index] = Mark::Shown(self.words[index].raw.to_owned());
        }
    }
}
