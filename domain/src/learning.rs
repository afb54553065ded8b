//! A reseller's trainings: which are passed in the version in force, which must be passed again, and when.
//!
//! A training counts in the highest version that has begun; it is passed once one of the reseller's people has. The same
//! count goes into the health score's engagement.

use crate::code::coded;
use crate::partner_facts::{Completion, TrainingModule};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

coded! {
    /// How a reseller stands with a training.
    Learned {
        /// Nobody has passed any version of it.
        Open = "open", "To do";
        /// An older version was passed; what is taught has changed since.
        Outdated = "outdated", "To be renewed";
        /// Somebody has passed the version in force, and a newer one is on its way.
        Expiring = "expiring", "Passed, soon to be renewed";
        /// Somebody has passed the version in force.
        Passed = "passed", "Passed";
        /// It isn't in force yet.
        Coming = "coming", "Coming";
    }
}

/// Somebody's try at a training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Who.
    pub person: String,
    /// When, at the latest.
    pub day: NaiveDate,
    /// Points of 100.
    pub points: i32,
    /// Whether that passes it.
    pub passed: bool,
}

/// A training, as a reseller stands with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Its short name.
    pub code: String,
    /// Name for people.
    pub title: String,
    /// How the reseller stands.
    pub learned: Learned,
    /// Points of 100 that pass it.
    pub pass_mark: i32,
    /// In force since this day, or from it on.
    pub from: NaiveDate,
    /// The day on which a newer version takes its place, if that is known.
    pub until: Option<NaiveDate>,
    /// Each person's latest try at this version, by name.
    pub attempts: Vec<Attempt>,
}

/// Every training that is in force or coming, what is to be done first. `modules` are by code and version.
pub fn courses(modules: &[TrainingModule], done: &[Completion], today: NaiveDate) -> Vec<Course> {
    let mut courses: Vec<_> = modules
        .chunk_by(|a, b| a.code == b.code)
        .filter_map(|versions| {
            let begun = versions.iter().rev().find(|version| version.from_day <= today);
            Some(course(begun.or(versions.first())?, versions, done, today))
        })
        .collect();
    courses.sort_by(|a, b| (a.learned, a.until, &a.title).cmp(&(b.learned, b.until, &b.title)));
    courses
}

fn course(module: &TrainingModule, versions: &[TrainingModule], done: &[Completion], today: NaiveDate) -> Course {
    let is_of = |one: &Completion, version: &TrainingModule| {
        one.module == version.code && one.version == version.version && one.day <= today
    };
    let passes =
        |version: &TrainingModule| done.iter().any(|one| is_of(one, version) && one.points >= version.pass_mark);
    let newer =
        versions.iter().filter(|version| version.version > module.version).map(|version| version.from_day).min();
    let learned = if module.from_day > today {
        Learned::Coming
    } else if passes(module) {
        if newer.is_some() { Learned::Expiring } else { Learned::Passed }
    } else if versions.iter().any(|version| version.version < module.version && passes(version)) {
        Learned::Outdated
    } else {
        Learned::Open
    };
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut tries: Vec<_> = done.iter().filter(|one| is_of(one, module)).collect();
    tries.sort_by(|a, b| (&a.person, a.day, a.points).cmp(&(&b.person, b.day, b.points)));
    for Completion { person, day, points, .. } in tries {
        attempts.retain(|before| before.person != *person);
        let is_enough = *points >= module.pass_mark;
        attempts.push(Attempt { person: person.clone(), day: *day, points: *points, passed: is_enough });
    }
    Course {
        code: module.code.clone(),
        title: module.title.clone(),
        learned,
        pass_mark: module.pass_mark,
        from: module.from_day,
        until: newer,
        attempts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartnerId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn module(code: &str, version: i32, from: &str) -> TrainingModule {
        TrainingModule { code: code.into(), version, title: code.to_uppercase(), pass_mark: 80, from_day: day(from) }
    }

    fn done(module: &str, version: i32, person: &str, on: &str, points: i32) -> Completion {
        Completion {
            partner_id: PartnerId(uuid::Uuid::nil()),
            module: module.into(),
            version,
            person: person.into(),
            day: day(on),
            points,
        }
    }

    fn learned(modules: &[TrainingModule], completions: &[Completion]) -> Vec<(String, Learned)> {
        let courses = courses(modules, completions, day("2025-10-01"));
        courses.into_iter().map(|course| (course.code, course.learned)).collect()
    }

    #[test]
    fn a_training_is_passed_in_the_version_in_force_by_anybody() {
        let modules =
            [module("api", 1, "2025-01-01"), module("api", 2, "2025-09-01"), module("sales", 1, "2025-01-01")];
        let old = done("api", 1, "Ana", "2025-03-01", 95);
        let of = |completions: &[Completion]| learned(&modules, completions);
        let both = |api, sales| vec![("api".to_owned(), api), ("sales".to_owned(), sales)];
        assert_eq!(of(&[]), both(Learned::Open, Learned::Open));
        assert_eq!(
            of(std::slice::from_ref(&old)),
            [("sales".into(), Learned::Open), ("api".into(), Learned::Outdated)]
        );
        let short = done("api", 2, "Ana", "2025-09-02", 79);
        assert_eq!(of(&[old.clone(), short])[1].1, Learned::Outdated);
        let passed = done("api", 2, "Ben", "2025-09-02", 80);
        assert_eq!(of(&[old.clone(), passed])[1], ("api".into(), Learned::Passed));
        let later = done("api", 2, "Ben", "2025-10-02", 80);
        assert_eq!(of(&[later])[0].1, Learned::Open, "tomorrow isn't known today");
    }

    #[test]
    fn what_a_newer_version_replaces_says_when() {
        let modules = [module("api", 1, "2025-01-01"), module("api", 2, "2025-12-01"), module("new", 1, "2025-11-01")];
        let passed = done("api", 1, "Ana", "2025-03-01", 95);
        let courses = courses(&modules, &[passed, done("api", 1, "Ana", "2025-02-01", 40)], day("2025-10-01"));
        assert_eq!((courses[0].learned, courses[0].until), (Learned::Expiring, Some(day("2025-12-01"))));
        assert_eq!(courses[0].attempts.len(), 1, "the latest try counts");
        assert!(courses[0].attempts[0].passed);
        assert_eq!((courses[1].learned, courses[1].from), (Learned::Coming, day("2025-11-01")));
    }
}
