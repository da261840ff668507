use serde_json::Value;

/// What a program printed until it ended.
#[derive(Clone, Debug)]
pub struct Output {
    /// Exit status; 128 plus the signal's number where a signal ended it.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Output {
    /// Goes on only with this exit status, and else shows what was printed.
    #[track_caller]
    pub fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "standard output:\n{}\nstandard error:\n{}", self.stdout, self.stderr);
        self
    }

    /// Goes on only where standard error has `text`.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in standard error:\n{}", self.stderr);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}:\n{}\n{}", self.stdout, self.stderr))
    }

    /// Of a JSON report: `file:line tool code` of each diagnostic, in order.
    #[track_caller]
    pub fn found(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let report = self.json();
        let diagnostics = report["diagnostics"].as_array().expect("a report has diagnostics").iter();
        diagnostics
            .map(|found| format!("{}:{} {} {}", text(&found["file"]), found["line"], text(&found["tool"]), text(&found["code"])))
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// Of a JSON report: `name project status` of each checker, in order.
    #[track_caller]
    pub fn checkers(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let report = self.json();
        let checkers = report["checkers"].as_array().expect("a report has checkers").iter();
        checkers.map(|run| format!("{} {} {}", text(&run["name"]), text(&run["project"]), text(&run["status"]))).collect()
    }

    /// Of a JSON report: the entry of one checker, the first where it ran on several projects.
    #[track_caller]
    pub fn checker(&self, name: &str) -> Value {
        let report = self.json();
        let mut checkers = report["checkers"].as_array().expect("a report has checkers").iter();
        checkers.find(|run| run["name"] == name).unwrap_or_else(|| panic!("no {name} in {report:#}")).clone()
    }

    /// Of a JSON report: why one checker has no verdict.
    #[track_caller]
    pub fn failure(&self, name: &str) -> String {
        let run = self.checker(name);
        assert_eq!(run["status"], "failed", "{run:#}");
        run["reason"].as_str().expect("a failed checker has a reason").to_owned()
    }
}
