//! The name of a run: sorts by time, and tells it.

use std::{fmt, path::Path};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The name of a run's folder, such as `20261122T172530.417Z-4f3a9c`: when it began (UTC) and what tells it from a run that began
/// in the same millisecond.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(String);

impl RunId {
    /// The name of a run that begins at `at`. Of `nonce` the lower 24 bits count.
    pub fn new(at: Timestamp, nonce: u32) -> Self {
        Self(format!("{}-{:06x}", at.strftime(TIME), nonce & 0xff_ffff))
    }

    /// The run in a folder of this name; none where the name is not that of a run.
    pub fn parse(name: &str) -> Option<Self> {
        let (time, nonce) = name.split_once('-')?;
        let is_nonce = nonce.len() == 6 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_nonce && parse_time(time).is_some()).then(|| Self(name.to_owned()))
    }

    /// When the run began.
    pub fn started(&self) -> Timestamp {
        parse_time(self.time()).expect("both ways to make a RunId make one with a time")
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a person who typed `wanted` can have meant this run: a prefix of the name, or of what follows the time.
    pub(super) fn fits(&self, wanted: &str) -> bool {
        self.0.starts_with(wanted) || self.0[self.time().len() + 1..].starts_with(wanted)
    }

    fn time(&self) -> &str {
        self.0.split_once('-').map_or("", |(time, _)| time)
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<Path> for RunId {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

const TIME: &str = "%Y%m%dT%H%M%S.%3fZ";

fn parse_time(text: &str) -> Option<Timestamp> {
    Some(DateTime::strptime(TIME, text).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_sorts_by_time_and_tells_it() {
        let early: Timestamp = "2026-11-22T17:25:30.417Z".parse().unwrap();
        let late: Timestamp = "2026-11-22T17:25:30.418Z".parse().unwrap();
        let (first, second) = (RunId::new(early, 0xffff_ffff), RunId::new(late, 0));
        assert_eq!(first.as_str(), "20261122T172530.417Z-ffffff");
        assert!(first < second);
        assert_eq!(RunId::parse(first.as_str()).unwrap().started(), early);
    }

    #[test]
    fn a_folder_of_another_name_is_no_run() {
        for name in ["", "latest", "20261122T172530.417Z", "20261322T172530.417Z-4f3a9c", "20261122T172530.417Z-4f3a9c.bak"] {
            assert_eq!(RunId::parse(name), None, "{name}");
        }
    }
}
