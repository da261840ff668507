//! A program as a model, under the real supervisor.

use std::{path::Path, time::Duration};

use sutura_engine::{
    models::{CommandModel, Completion, Message, Model, ModelError, Part, Request, Stop},
    process::{Command, Environment, Launcher},
};
use sutura_testkit::{Project, is_alive, pid_in, wait_until};

use crate::PROGRAM;

/// What the Python program `body` answers to a question about `app.py`. Its folder is `project`.
fn ask(project: &Project, body: &str, limit: Duration) -> Result<Completion, ModelError> {
    let script = format!("#!/usr/bin/env python3\nimport json, os, sys, time\nrequest = json.loads(sys.stdin.readline())\n{body}");
    let program = project.at("model");
    project.write("model", script);
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is our file");
    let launcher = Launcher::new(Path::new(PROGRAM), Environment::from_variables(std::env::vars_os(), &[]));
    let model = CommandModel::new("mine", Command::new(program, "/").within(limit), launcher);
    let request = Request {
        system: Vec::new(),
        messages: vec![Message::User(vec![Part { text: "The errors of app.py.".to_owned(), cached: false }])],
        tools: Vec::new(),
        must_call: true,
        max_output_tokens: 100,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(model.complete(&request))
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_program_reads_a_request_and_writes_an_answer() {
    let body = "said = request['messages'][0]['user'][0] + ' ' + request['format'] + ' ' + os.environ.get('ANTHROPIC_API_KEY', 'no key')\n\
                print(json.dumps({'text': said, 'calls': [{'name': 'write_file', 'arguments': {'content': 'x'}}], 'usage': {'uncached': 7, 'output': 3}}))\n";
    let answer = ask(&Project::new(), body, LONG).expect("it answers");
    assert_eq!(answer.text, "The errors of app.py. sutura.command/1 no key");
    assert_eq!((answer.stop, answer.calls.len(), answer.usage.uncached), (Stop::ToolUse, 1, 7));
}

#[test]
fn a_program_that_says_nothing_is_in_doubt_and_its_complaint_is_told() {
    let error = ask(&Project::new(), "sys.exit('the line is down')\n", LONG).expect_err("it fails");
    assert!(matches!(&error, ModelError::InDoubt { reason, .. } if reason.contains("the line is down")), "{error}");
}

#[test]
fn a_program_that_takes_too_long_is_ended() {
    let project = Project::new();
    let body = format!("open({:?}, 'w').write(str(os.getpid()))\ntime.sleep(600)\n", project.at("pid"));
    let error = ask(&project, &body, Duration::from_secs(3)).expect_err("it is ended");
    assert!(matches!(&error, ModelError::InDoubt { reason, .. } if reason.contains("within 3 s")), "{error}");
    let pid = pid_in(&project.at("pid"));
    assert!(wait_until(Duration::from_secs(10), || !is_alive(pid)), "it is still there");
}
