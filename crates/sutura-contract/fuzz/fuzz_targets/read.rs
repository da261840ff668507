//! Whatever the text, reading it ends with a contract or an error; and a contract can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sutura_contract::{
    document::{ReadOptions, read},
    manifest,
};

fuzz_target!(|text: &str| {
    // an address that is relative to itself grows without end
    let fetch = |address: &str| if address.len() < 40 { Ok(text.to_owned()) } else { Err("too far".to_owned()) };
    for options in [ReadOptions::default(), ReadOptions { fetch: Some(&fetch), ..ReadOptions::default() }] {
        let Ok(reading) = read(text, &options) else { continue };
        let written = manifest::write(&reading.contract).expect("a contract can be written");
        let again = manifest::read(&written).expect("a manifest can be read");
        assert_eq!(again, reading.contract);
    }
});
