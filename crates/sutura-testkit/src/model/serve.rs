use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{
    Cut, Reply, Script,
    wire::{NOT_FORCED, Wire},
};

/// A model on this machine that follows a script.
///
/// It answers on all four wires, told apart by the path. When it is dropped, or by [`ModelServer::finish`], the test fails where more was
/// asked than the script has, where a reply is left over, and where a request broke the rules of its wire: a call that is not answered by
/// exactly one result, a missing version, a call that is not forced (unless it has refused to be, by status 400 and a message about `tool_choice`).
pub struct ModelServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The wire.
    pub wire: Wire,
    /// The path, with the query.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Value,
}

impl Asked {
    /// Whether `text` occurs in a string of the body.
    pub fn says(&self, text: &str) -> bool {
        occurs(text, &self.body)
    }
}

#[derive(Default)]
struct State {
    /// Replies that were given are gone.
    script: Vec<Option<Reply>>,
    asked: Vec<Asked>,
    faults: Vec<String>,
    /// It has said that it will not be forced.
    unforced: bool,
    finished: bool,
}

impl ModelServer {
    /// Listens on a free port of this machine.
    pub fn new(script: Script) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a local port is free");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let state = Arc::new(Mutex::new(State { script: script.into_iter().map(Some).collect(), ..State::default() }));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                thread::spawn(move || {
                    // Whoever hangs up early has been answered as far as a server can know.
                    let _ = serve(stream, &state);
                });
            }
        });
        Self { port, state }
    }

    /// Its address, `http://127.0.0.1:PORT`: the base URL for Anthropic and Bedrock. Others may add what they like before their own path.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was asked so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.state).asked.clone()
    }

    /// Takes up further replies.
    pub fn add(&self, script: Script) {
        lock(&self.state).script.extend(script.into_iter().map(Some));
    }

    /// Fails the test unless everything went by the script.
    pub fn finish(self) {
        let faults = self.faults();
        assert!(faults.is_empty(), "the scripted model finds fault:\n{}", faults.join("\n"));
    }

    /// What did not go by the script. Asking for it is taking it upon oneself: dropping the server does not fail any more.
    pub fn faults(&self) -> Vec<String> {
        let mut state = lock(&self.state);
        state.finished = true;
        let unused = state.script.iter().enumerate().filter(|(_, reply)| reply.is_some()).map(|(at, _)| at + 1);
        let unused = unused.map(|number| format!("reply {number} was never asked for"));
        state.faults.iter().cloned().chain(unused).collect()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        if thread::panicking() || lock(&self.state).finished {
            return;
        }
        let faults = self.faults();
        assert!(faults.is_empty(), "the scripted model finds fault:\n{}", faults.join("\n"));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request and its answer.
fn serve(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let (path, headers, body) = read_request(&mut stream)?;
    let Some(wire) = Wire::at(&path) else {
        lock(state).faults.push(format!("no wire is spoken at {path}"));
        return write_answer(&mut stream, 404, &[], b"");
    };
    let asked = Asked { wire, path, headers, body };
    let (number, reply) = {
        let mut state = lock(state);
        let number = state.asked.len() + 1;
        let mut faults = wire.see(&asked.headers, &asked.body).faults;
        faults.retain(|fault| !state.unforced || fault != NOT_FORCED);
        state.faults.extend(faults.iter().map(|fault| format!("request {number}: {fault}")));
        let reply = if faults.is_empty() {
            let fits = |reply: &&mut Option<Reply>| reply.as_ref().is_some_and(|reply| asked.says(&reply.when));
            state.script.iter_mut().find(fits).and_then(Option::take)
        } else {
            Some(Reply { text: faults.join("; "), ..Reply::status(400) })
        };
        if reply.is_none() {
            state.faults.push(format!("request {number}: the script has no reply for it"));
        }
        state.unforced |= reply.as_ref().is_some_and(|reply| reply.status == Some(400) && reply.text.contains("tool_choice"));
        state.asked.push(asked);
        // 418 is the one status that nobody tries again.
        (number, reply.unwrap_or(Reply { text: "the script has no reply for this".to_owned(), ..Reply::status(418) }))
    };
    thread::sleep(Duration::from_millis(reply.delay_ms));
    if reply.cut == Some(Cut::Unanswered) {
        return stream.shutdown(Shutdown::Both);
    }
    let status = reply.status.unwrap_or(200);
    let (mut headers, rendered) = match status {
        200 => (Vec::new(), wire.render(&reply, number)),
        _ => wire.error(status, &reply.text),
    };
    headers.extend(reply.headers);
    let body = reply.body.unwrap_or_else(|| rendered.to_string());
    if reply.cut == Some(Cut::Midway) {
        write!(stream, "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len())?;
        stream.write_all(&body.as_bytes()[..body.len() / 2])?;
        return stream.shutdown(Shutdown::Both);
    }
    write_answer(&mut stream, status, &headers, body.as_bytes())
}

type Request = (String, Vec<(String, String)>, Value);

fn read_request(stream: &mut TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    // A proxy is asked for a whole address.
    let target = line.split(' ').nth(1).unwrap_or_default();
    let path = target.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..])).unwrap_or(target).to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((path, headers, serde_json::from_slice(&body).unwrap_or_default()))
}

fn write_answer(stream: &mut TcpStream, status: u16, headers: &[(String, String)], body: &[u8]) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Scripted\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    if !headers.iter().any(|(name, _)| name == "content-type") {
        head += "content-type: application/json\r\n";
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.write_all(body)?;
    stream.shutdown(Shutdown::Both)
}

fn occurs(text: &str, value: &Value) -> bool {
    match value {
        Value::String(string) => string.contains(text),
        Value::Array(values) => values.iter().any(|value| occurs(text, value)),
        Value::Object(fields) => fields.values().any(|value| occurs(text, value)),
        _ => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A sound first request by OpenAI's wire, which says `text`.
    fn post(server: &ModelServer, text: &str) -> String {
        let tool = json!({ "function": { "name": "f", "parameters": { "type": "object" } } });
        let messages = json!([{ "role": "user", "content": text }]);
        let body = json!({ "model": "m", "max_tokens": 7, "tool_choice": "required", "tools": [tool], "messages": messages }).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
        write!(stream, "POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}", body.len()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    #[test]
    fn replies_are_given_in_order_to_whom_they_are_for() {
        let script = serde_json::from_value(json!([
            { "when": "b.py", "text": "for b" },
            { "text": "for all", "usage": { "output": 3 } },
            { "status": 429, "headers": { "retry-after": "7" } }
        ]));
        let server = ModelServer::new(script.expect("it is a script"));
        assert!(post(&server, "see a.py").contains("for all"));
        assert!(post(&server, "see b.py").contains("for b"));
        assert!(post(&server, "see a.py").contains("retry-after: 7"));
        assert_eq!(server.asked().len(), 3);
        server.finish();
    }

    #[test]
    fn what_is_left_over_and_what_was_asked_too_much_are_faults() {
        let server = ModelServer::new(vec![Reply::text("for a").when("a.py")]);
        assert!(post(&server, "see b.py").starts_with("HTTP/1.1 418"));
        assert_eq!(server.faults(), ["request 1: the script has no reply for it", "reply 1 was never asked for"]);
    }

    #[test]
    #[should_panic(expected = "reply 1 was never asked for")]
    fn a_server_that_is_dropped_judges_too() {
        drop(ModelServer::new(vec![Reply::text("never")]));
    }
}
