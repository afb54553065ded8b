//! How long something took, or has yet to take.

use super::number::count;

/// `840 ms`, `9,999 ms`, `12 s`, `3 min 5 s`, `4 h 30 min`, `5 d 3 h`.
pub fn took(milliseconds: i64) -> String {
    match milliseconds {
        ..10_000 => format!("{} ms", count(milliseconds)),
        10_000.. => in_seconds(milliseconds / 1_000),
    }
}

/// What is left of something, which nobody knows to the millisecond: `1 s`, `3 min 5 s`.
pub fn left(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a year")]
    in_seconds(seconds.ceil().clamp(0.0, 31_536_000.0) as i64)
}

/// Work: `45 min`, `2 h`, `4 h 30 min`.
pub fn work(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn in_seconds(seconds: i64) -> String {
    let (minutes, hours) = (seconds / 60, seconds / 3_600);
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes} min {} s", seconds % 60),
        3_600..172_800 => format!("{hours} h {} min", minutes % 60),
        172_800.. => format!("{} d {} h", hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_the_unit_that_suits_it() {
        let told = [840, 9_999, 12_400, 185_000, 16_200_000, 442_800_000].map(took);
        assert_eq!(told, ["840 ms", "9,999 ms", "12 s", "3 min 5 s", "4 h 30 min", "5 d 3 h"]);
    }

    #[test]
    fn work_is_told_without_what_is_nothing() {
        assert_eq!([45, 120, 270, 0].map(work), ["45 min", "2 h", "4 h 30 min", "0 min"]);
    }

    #[test]
    fn what_is_left_is_told_in_whole_seconds_and_never_as_nothing() {
        assert_eq!([0.2, 59.0, 61.0, 185.0].map(left), ["1 s", "59 s", "1 min 1 s", "3 min 5 s"]);
    }
}
