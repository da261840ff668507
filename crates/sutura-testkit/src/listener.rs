use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// A server on this machine that knows nothing, and counts who asks.
pub struct Listener {
    port: u16,
    count: Arc<AtomicUsize>,
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}

impl Listener {
    /// Answers whatever is asked that it has nothing, until the test ends.
    pub fn new() -> Self {
        Self::answering(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Duration::from_secs(2))
    }

    /// Takes connections and never says a word.
    pub fn silent() -> Self {
        Self::answering(b"", Duration::from_secs(3600))
    }

    fn answering(answer: &'static [u8], patience: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a local port is free");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut stream) = stream else { continue };
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(patience));
                    let mut asked = [0; 4096];
                    // Who is silent listens until the other side gives up.
                    while stream.read(&mut asked).is_ok_and(|read| read > 0) && answer.is_empty() {}
                    let _ = stream.write_all(answer);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { port, count }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many connections there were.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}
