//! What a model's answer asks for, and what it is told about that.

use super::prompt::change;
use crate::{
    models::{Completion, Message, Part, Request, Stop, ToolResult},
    patch::matching::{Change, Outcome, Tier, apply},
};

/// What an answer comes to.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// The new text of the file, where the answer changes it.
    pub text: Option<String>,
    /// What the change is, in one line; or what is wrong with the answer.
    pub summary: String,
    /// How exactly the least exact of its patches had to be taken; nothing where none was applied.
    pub tier: Option<Tier>,
    /// What each call is told, in their order.
    pub told: Vec<Result<String, String>>,
    /// Whether the model will not help, so that asking again is of no use.
    pub refused: bool,
}

/// What `completion` makes of a file with the text `original`.
pub(super) fn read(completion: &Completion, original: &str) -> Reading {
    let nothing = |summary: &str, refused| Reading {
        text: None,
        summary: summary.to_owned(),
        tier: None,
        told: completion.calls.iter().map(|_| Err(summary.to_owned())).collect(),
        refused,
    };
    match completion.stop {
        Stop::Refusal => return nothing("the model refused to answer", true),
        Stop::Length => return nothing("the answer was cut at the most tokens: send smaller patches, and nothing else", false),
        Stop::ToolUse | Stop::End if completion.calls.is_empty() => {
            return nothing("the answer called no tool: call patch_file or write_file", false);
        }
        Stop::ToolUse | Stop::End => {}
    }
    let asked: Vec<Result<Change, String>> = completion.calls.iter().map(change).collect();
    let changes: Vec<Change> = asked.iter().flatten().cloned().collect();
    let (text, outcomes) = apply(original, &changes);
    let mut outcomes = outcomes.into_iter();
    let done: Vec<Result<Outcome, String>> = asked
        .into_iter()
        .map(|asked| asked.and_then(|_| outcomes.next().expect("each change has an outcome").map_err(|refusal| refusal.to_string())))
        .collect();
    let changed = (text != original).then_some(text);
    let summary = match &changed {
        Some(_) => done.iter().flatten().map(describe).collect::<Vec<_>>().join(", "),
        None => done.iter().filter_map(|done| done.as_ref().err()).next().cloned().unwrap_or_else(|| "nothing was changed".to_owned()),
    };
    let tier = done.iter().flatten().filter_map(|outcome| if let Outcome::Replaced(tier) = outcome { Some(*tier) } else { None }).max();
    let told = done.into_iter().map(|done| done.map(|outcome| describe(&outcome))).collect();
    Reading { text: changed, summary, tier, told, refused: false }
}

fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Replaced(Tier::Exact) => "patch".to_owned(),
        Outcome::Replaced(Tier::TrailingSpace) => "patch (but for trailing white space)".to_owned(),
        Outcome::Replaced(Tier::Indentation) => "patch (but for indentation)".to_owned(),
        Outcome::Replaced(Tier::Lookalike) => "patch (but for look-alike characters)".to_owned(),
        Outcome::Replaced(Tier::Gutter) => "patch (but for line numbers)".to_owned(),
        Outcome::Written => "whole file".to_owned(),
        Outcome::Overridden => "patch (overridden)".to_owned(),
    }
}

/// `request` with the answer that came to it and what became of that: what is asked next.
pub(super) fn continued(mut request: Request, completion: &Completion, told: &[Result<String, String>], verdict: &str) -> Request {
    let calls = &completion.calls;
    request.messages.push(match completion.text.trim() {
        // No provider takes back a turn without content, nor one of thoughts alone.
        "" if calls.is_empty() => Message::Assistant { text: "(no answer)".to_owned(), calls: Vec::new(), own: None },
        _ => completion.turn(),
    });
    // What was wrong with a call is told in its result; the verdict is about a change that came of one.
    let is_told = !calls.is_empty() && told.iter().all(Result::is_err);
    let verdict = if is_told { String::new() } else { format!("{verdict}\n") };
    let again = format!("{verdict}The file is as it was before. Try again: call patch_file or write_file.");
    request.messages.push(if calls.is_empty() {
        Message::User(vec![Part { text: again, cached: false }])
    } else {
        let last = calls.len() - 1;
        let results = calls.iter().zip(told).enumerate().map(|(index, (call, told))| {
            let (content, is_error) = match told {
                Ok(outcome) => (format!("{outcome}: it matched, but the result was refused."), true),
                Err(problem) => (problem.clone(), true),
            };
            let content = if index == last { format!("{content}\n{again}") } else { content };
            ToolResult { id: call.id.clone(), name: call.name.clone(), content, is_error }
        });
        Message::Results(results.collect())
    });
    request
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::prompt::tools, *};
    use crate::models::{ToolCall, Usage};

    fn call(id: &str, name: &str, arguments: Value) -> ToolCall {
        ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: Ok(arguments) }
    }

    fn answer(calls: Vec<ToolCall>, stop: Stop) -> Completion {
        Completion { text: String::new(), calls, stop, usage: Usage::default(), own: None }
    }

    fn patch(id: &str, old: &str, new: &str) -> ToolCall {
        call(id, "patch_file", json!({ "old_string": old, "new_string": new }))
    }

    #[test]
    fn patches_apply_in_their_order_and_a_failed_one_is_told_without_harm_to_the_others() {
        let calls = vec![patch("1", "x = 1", "x = 2"), patch("2", "nowhere", "y"), patch("3", "x = 2", "x = 3")];
        let reading = read(&answer(calls, Stop::ToolUse), "x = 1\n");
        assert_eq!(reading.text.as_deref(), Some("x = 3\n"));
        assert!(reading.told[0].is_ok() && reading.told[2].is_ok());
        assert!(reading.told[1].as_ref().unwrap_err().contains("not in the file"), "{:?}", reading.told[1]);
    }

    #[test]
    fn an_answer_is_as_exact_as_the_least_exact_of_its_patches() {
        let text = "def f():\n    x = 1\n    y = 1\n";
        let exact = patch("1", "x = 1", "x = 2");
        let indented = patch("2", "  y = 1\n", "  y = 2\n");
        assert_eq!(read(&answer(vec![exact.clone()], Stop::ToolUse), text).tier, Some(Tier::Exact));
        assert_eq!(read(&answer(vec![indented, exact], Stop::ToolUse), "def f():\n\tx = 1\n\ty = 1\n").tier, Some(Tier::Indentation));
        assert_eq!(read(&answer(vec![call("1", "write_file", json!({ "content": "x = 1\n" }))], Stop::ToolUse), text).tier, None);
    }

    #[test]
    fn what_is_no_usable_call_changes_nothing_and_says_why() {
        let unknown = call("1", "run_shell", json!({ "command": "rm -rf /" }));
        let broken = ToolCall { arguments: Err("{ \"old".to_owned()), ..patch("1", "", "") };
        let missing = call("1", "patch_file", json!({ "old_string": "x" }));
        let cases = [
            (answer(vec![unknown], Stop::ToolUse), "no tool of this name"),
            (answer(vec![broken], Stop::ToolUse), "not valid JSON"),
            (answer(vec![missing], Stop::ToolUse), "needs the string new_string"),
            (answer(vec![], Stop::End), "called no tool"),
            (answer(vec![patch("1", "x", "y")], Stop::Length), "cut at the most tokens"),
            (answer(vec![patch("1", "x", "y")], Stop::Refusal), "refused"),
            (answer(vec![patch("1", "x", "x")], Stop::ToolUse), "the same"),
        ];
        for (completion, says) in cases {
            let reading = read(&completion, "x\n");
            assert_eq!(reading.text, None);
            assert!(reading.summary.contains(says), "{:?} does not say {says}", reading.summary);
            assert_eq!(reading.told.len(), completion.calls.len());
        }
    }

    #[test]
    fn every_call_of_an_answer_has_one_result_in_what_is_asked_next() {
        let request = Request { system: vec![], messages: vec![], tools: tools(), must_call: true, max_output_tokens: 100 };
        let completion = answer(vec![patch("a", "x", "y"), patch("b", "nowhere", "z")], Stop::ToolUse);
        let reading = read(&completion, "x\n");
        let next = continued(request, &completion, &reading.told, "It brings a new error.");
        let Some(Message::Results(results)) = next.messages.last() else { panic!("{:?}", next.messages) };
        assert_eq!(results.iter().map(|result| result.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(results[1].content.contains("It brings a new error."));
    }

    #[test]
    fn what_is_wrong_with_a_call_is_told_once() {
        let request = Request { system: vec![], messages: vec![], tools: tools(), must_call: true, max_output_tokens: 100 };
        let completion = answer(vec![patch("a", "nowhere", "z")], Stop::ToolUse);
        let reading = read(&completion, "x\n");
        let next = continued(request, &completion, &reading.told, &reading.summary);
        let Some(Message::Results(results)) = next.messages.last() else { panic!("{:?}", next.messages) };
        insta::assert_snapshot!(results[0].content, @r"
        old_string is not in the file.
        The file is as it was before. Try again: call patch_file or write_file.
        ");
    }

    #[test]
    fn an_answer_without_a_call_is_answered_in_words() {
        let request = Request { system: vec![], messages: vec![], tools: tools(), must_call: true, max_output_tokens: 100 };
        let completion = Completion { text: "You should rename it.".to_owned(), ..answer(vec![], Stop::End) };
        let next = continued(request, &completion, &read(&completion, "x\n").told, "No tool was called.");
        assert!(matches!(next.messages.last(), Some(Message::User(_))));
    }
    #[test]
    fn an_answer_of_nothing_goes_back_as_words_of_ours() {
        let request = Request { system: vec![], messages: vec![], tools: tools(), must_call: true, max_output_tokens: 100 };
        let completion = Completion { text: " \n".to_owned(), own: Some(json!([])), ..answer(vec![], Stop::End) };
        let next = continued(request, &completion, &[], "No tool was called.");
        let Message::Assistant { text, own, .. } = &next.messages[0] else { panic!("{:?}", next.messages) };
        assert_eq!((text.as_str(), own), ("(no answer)", &None));
    }
}
