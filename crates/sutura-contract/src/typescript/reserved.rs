//! Which names can be declared in the file.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::runtime;
use crate::words::is_identifier;

/// Whether a text can be the name of a type in the file.
pub fn is_type_name(text: &str) -> bool {
    text.starts_with(|char: char| !char.is_ascii_lowercase()) && can_be_declared(text)
}

/// Whether a text can be the name of a module or an endpoint, which are members of objects.
pub fn is_member(text: &str) -> bool {
    is_identifier(text) && !NO_MEMBERS.contains(&text)
}

/// Whether a name is an identifier that neither the language nor the file itself needs for something else.
pub fn can_be_declared(name: &str) -> bool {
    is_identifier(name) && !TAKEN.contains(name)
}

/// The names of schemas do not depend on whether the client is in the file.
static TAKEN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let fixed = [LANGUAGE, GLOBALS, CLIENT].into_iter().flat_map(str::split_whitespace);
    fixed.chain(runtime::names()).collect()
});

/// The words that cannot name a type or a variable of a module.
const LANGUAGE: &str = "
    any arguments as asserts async await bigint boolean break case catch class const continue debugger declare default delete do
    else enum eval export extends false finally for function if implements import in infer instanceof interface is keyof let
    never new null number object package private protected public readonly return static string super switch symbol this throw
    true try type typeof undefined unique unknown var void while with yield
";

/// What the file uses of the global scope, and what readers would take for that.
const GLOBALS: &str = "
    AbortController AbortSignal Array ArrayBuffer AsyncGenerator AsyncIterable AsyncIterableIterator AsyncIterator Awaited BigInt
    Blob BodyInit Boolean btoa clearTimeout Date DOMException encodeURIComponent Error Exclude Extract fetch File FormData
    Function globalThis Headers HeadersInit Infinity Iterable Iterator JSON Map Math NaN NonNullable Number Object Omit
    Parameters Partial Pick Promise PromiseLike ReadableStream Readonly ReadonlyArray Record RegExp Request RequestInit Required
    Response ReturnType Set setTimeout String Symbol SyntaxError TextDecoder TextDecoderStream TextEncoder TypeError Uint8Array
    URL URLSearchParams WeakMap
";

/// What the client declares beside its runtime.
const CLIENT: &str = "ApiClient ApiHooks ApiScheme createApiClient createApiHooks routes schemes";

/// Members that every JavaScript object has, or that make it a promise.
const NO_MEMBERS: &[&str] = &[
    "__proto__",
    "constructor",
    "prototype",
    "then",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "toJSON",
    "toLocaleString",
    "isPrototypeOf",
    "propertyIsEnumerable",
];
