//! Documents and what is read out of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sutura_contract::{
    ContractError,
    document::{ReadOptions, Reading, read},
    manifest,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

fn read_text(text: &str) -> Result<Reading, ContractError> {
    read(text, &ReadOptions::default())
}

/// The manifest, and the notes.
fn shown(reading: &Reading) -> String {
    let notes = reading.notes.iter().map(|note| format!("{}: {}\n", note.pointer, note.message));
    format!("{}\n{}", manifest::write(&reading.contract).expect("a contract can be written"), notes.collect::<String>())
}

#[test]
fn documents_are_read_as_their_snapshots_show() {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    assert!(paths.len() > 5);
    for path in paths {
        let reading = read_text(&fs::read_to_string(&path).unwrap()).unwrap();
        insta::assert_snapshot!(path.file_name().unwrap().to_str().unwrap().to_owned(), shown(&reading));
        let again = read_text(&manifest::write(&reading.contract).unwrap()).unwrap();
        assert_eq!(again.contract, reading.contract, "{}", path.display());
    }
}

#[test]
fn other_documents_are_brought_in_where_the_caller_can_get_them() {
    let parent = fs::read_to_string(folder().join("others/parent.yaml")).unwrap();
    let fetch = |address: &str| match address {
        "shared/parts.yaml" => Ok(fs::read_to_string(folder().join("others/parts.yaml")).unwrap()),
        "owner.json" => Ok(fs::read_to_string(folder().join("others/owner.json")).unwrap()),
        other => Err(format!("there is no {other}")),
    };
    let reading = read(&parent, &ReadOptions { fetch: Some(&fetch), ..ReadOptions::default() }).unwrap();
    insta::assert_snapshot!("others", shown(&reading));
    let default = format!(r#"{HEAD}"paths": {{"/a": {{"get": {{"responses": {{"default": {{"$ref": "owner.json#/x"}}}}}}}}}}}}"#);
    let error = read(&default, &ReadOptions { fetch: Some(&fetch), ..ReadOptions::default() }).unwrap_err();
    assert!(error.to_string().contains("there is nothing at #/x-sutura-external/owner.json/x"), "{error}");
    let nobody = |address: &str| Err(format!("there is no {address}"));
    let error = read(&parent, &ReadOptions { fetch: Some(&nobody), ..ReadOptions::default() }).unwrap_err();
    assert_eq!(error.to_string(), "\"shared/parts.yaml\", to which a reference leads, could not be read: there is no shared/parts.yaml");
}

const HEAD: &str = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "#;

fn with_schemas(schemas: &str) -> String {
    format!(r#"{HEAD}"components": {{"schemas": {schemas}}}}}"#)
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place_and_what_to_do() {
    let two = r#""paths": {"/a-b": {"get": {"operationId": "x", "tags": ["t"]}}, "/a_b": {"get": {"operationId": "x", "tags": ["t"]}}}}"#;
    let texts = [
        String::new(),
        "<html></html>".to_owned(),
        "{\"openapi\": \"3.1.0\",\n  \"info\": }".to_owned(),
        "{\"openapi\": \"3.1.0\",\n".to_owned(),
        "openapi: 3.1.0\ninfo: {title: [}\n".to_owned(),
        "openapi: 3.1.0\nopenapi: 3.1.0\n".to_owned(),
        "just a text".to_owned(),
        "- 1\n- 2\n".to_owned(),
        r#"{"a": 1}"#.to_owned(),
        r#"{"swagger": "2.0"}"#.to_owned(),
        r#"{"openapi": "3.2.0"}"#.to_owned(),
        r#"{"openapi": "4"}"#.to_owned(),
        r#"{"format": "sutura.manifest/2"}"#.to_owned(),
        r#"{"format": "other/1"}"#.to_owned(),
        r#"{"format": "sutura.manifest/1", "title": 1}"#.to_owned(),
        r#"{"format": "sutura.manifest/1", "title": "T", "version": "1", "modules": [], "schemas": [], "enums": [{"name": "A", "members": []}]}"#
            .to_owned(),
        format!(r#"{HEAD}"paths": []}}"#),
        format!(r#"{HEAD}"paths": {{"a": {{}}}}}}"#),
        format!(r#"{HEAD}"paths": {{"/a~b": {{"get": {{"parameters": [{{"in": "query"}}]}}}}}}}}"#),
        format!(r#"{HEAD}"paths": {{"/a": {{"get": {{"parameters": [{{"name": "b", "in": "body"}}]}}}}}}}}"#),
        format!(r##"{HEAD}"paths": {{"/a": {{"get": {{"parameters": [{{"$ref": "#/components/parameters/P"}}]}}}}}}}}"##),
        format!(r#"{HEAD}"paths": {{"/a": {{}}, "/a": {{}}}}}}"#),
        format!("{HEAD}{two}"),
        with_schemas(r#"{"A": {"type": "string", "type": "string"}}"#),
        with_schemas(r#"{"A": {"properties": {"x": {}, "y": {}, "x": {}}}}"#),
        with_schemas(r#"{"A": {"properties": {"x": 5}}}"#),
        format!(r#"{HEAD}"components": {{"parameters": {{"$ref": "./parameters.json"}}}}}}"#),
        "openapi: 3.1.0\n---\nopenapi: 3.1.0\n".to_owned(),
        with_schemas(r##"{"Order": {}, "A": {"items": {"$ref": "#/components/schemas/Orders"}}}"##),
        with_schemas(r##"{"A": {"$ref": "#/components/schemas/A"}}"##),
        with_schemas(r##"{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}"##),
        with_schemas(r##"{"A": {"$ref": "#anchor"}}"##),
        with_schemas(r##"{"A": {"$ref": "other.json#/A"}}"##),
        with_schemas(r##"{"A": {"$ref": "#/paths"}, "B": {"$ref": "#/info/title"}}"##),
        with_schemas(r##"{"A": {"properties": {"a": {"default": 1e999}}}}"##),
    ];
    let told = texts.iter().map(|text| {
        let error = read_text(text).expect_err(text);
        let hint = error.hint.as_deref().unwrap_or_else(|| panic!("{text} is refused without a hint"));
        format!("{}\n  {error}\n    {hint}\n", text.replace(HEAD, "… "))
    });
    insta::assert_snapshot!("refused", told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_name_that_the_user_gives_is_taken_and_settles_a_collision() {
    let text = format!(
        r#"{HEAD}"paths": {{"/a-b": {{"get": {{"operationId": "x", "tags": ["t"]}}}}, "/a_b": {{"get": {{"operationId": "x", "tags": ["t"]}}}}}}}}"#
    );
    let error = read_text(&text).unwrap_err();
    assert!(error.hint.unwrap().contains(r#""GET /a_b" = "t.get_aB2""#));
    let names = |name: &str| [("GET /a_b".to_owned(), name.to_owned())].into();
    let reading = read(&text, &ReadOptions { names: names("t.make"), fetch: None }).unwrap();
    let names_given: Vec<&str> = reading.contract.modules[0].endpoints.iter().map(|endpoint| &*endpoint.name).collect();
    assert_eq!(names_given, ["x", "make"]);
    let error = read(&text, &ReadOptions { names: names("t.a-b"), fetch: None }).unwrap_err();
    assert_eq!(error.to_string(), "/paths/~1a_b/get: \"t.a-b\" is no name for an endpoint");
}

#[test]
fn nesting_of_ten_thousand_is_an_error_and_no_overflow() {
    let nested = |open: &str, close: &str| with_schemas(&format!(r#"{{"A": {}{{}}{}}}"#, open.repeat(10_000), close.repeat(10_000)));
    for open in [
        r#"{"items": "#,
        r#"{"not": "#,
        r#"{"additionalProperties": "#,
        r#"{"properties": {"a": "#,
        r#"{"allOf": [{}, "#,
        r#"{"anyOf": [{}, "#,
        r#"{"prefixItems": [{}, "#,
        r#"{"contentSchema": "#,
        r#"{"default": "#,
    ] {
        let close: String = open
            .chars()
            .rev()
            .filter_map(|char| match char {
                '{' => Some('}'),
                '[' => Some(']'),
                _ => None,
            })
            .collect();
        let close = close.replace("}]", "]").replace("]}}", "]}");
        let text = nested(open, &close);
        if let Err(error) = read_text(&text) {
            assert!(error.pointer.is_some() || error.position.is_some(), "{error}");
        }
    }
    let yaml = format!("openapi: 3.1.0\nx: {}1{}\n", "[".repeat(10_000), "]".repeat(10_000));
    assert!(read_text(&yaml).is_err());
    let example = with_schemas(&format!(r#"{{"A": {{"example": {}1{}}}}}"#, "[".repeat(10_000), "]".repeat(10_000)));
    assert!(read_text(&example).is_ok(), "nobody reads an example");
}

#[test]
fn as_deep_as_a_document_may_be_its_manifest_can_be_read() {
    let mut refused = 0;
    for depth in 1..60 {
        for (open, close) in [
            (r#"{"type": ["object", "null"], "properties": {"a": "#, "}}"),
            (r#"{"additionalProperties": "#, "}"),
            (r#"{"type": ["array", "null"], "items": "#, "}"),
            (r#"{"type": ["array", "null"], "prefixItems": ["#, "]}"),
        ] {
            let text = with_schemas(&format!(r#"{{"A": {}{{}}{}}}"#, open.repeat(depth), close.repeat(depth)));
            match read_text(&text) {
                Ok(reading) => assert_eq!(manifest::read(&manifest::write(&reading.contract).unwrap()).unwrap(), reading.contract),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 0);
}

#[test]
fn a_chain_of_many_references_is_read() {
    let links = (0..20_000).map(|index| format!(r##""S{index}": {{"$ref": "#/components/schemas/S{}"}}"##, index + 1));
    let text = with_schemas(&format!("{{{}, \"S20000\": {{}}}}", links.collect::<Vec<_>>().join(", ")));
    assert_eq!(read_text(&text).unwrap().contract.schemas.len(), 20_001);
}

#[test]
fn schemas_that_build_on_one_another_in_many_ways_end() {
    let all_of =
        |next: usize| format!(r##""allOf": [{}]"##, vec![format!(r##"{{"$ref": "#/components/schemas/D{next}"}}"##); 50].join(", "));
    let levels = (0..12).map(|level| format!(r#""D{level}": {{{}, "required": ["f"]}}"#, all_of(level + 1)));
    let file = r#""D12": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}"#;
    let schemas = format!("{{{}, {file}}}", levels.collect::<Vec<_>>().join(", "));
    let body = r##""requestBody": {"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/D0"}}}}"##;
    let text = format!(r#"{HEAD}"paths": {{"/a": {{"post": {{{body}}}}}}}, "components": {{"schemas": {schemas}}}}}"#);
    assert_eq!(read_text(&text).unwrap().contract.schemas.len(), 12, "the form itself stands where it is sent");
}

#[test]
fn heirs_of_heirs_are_refused_where_they_are_far_too_many() {
    let heirs = (1..3000).map(|heir| format!(r##""H{heir}": {{"allOf": [{{"$ref": "#/components/schemas/H{}"}}]}}"##, heir - 1));
    let heirs = heirs.collect::<Vec<_>>().join(", ");
    let text = with_schemas(&format!(r#"{{"H0": {{"type": "object", "discriminator": {{"propertyName": "k"}}}}, {heirs}}}"#));
    assert!(read_text(&text).unwrap_err().to_string().contains("is too much"));
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut yaml = "openapi: 3.1.0\nx0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..10 {
        let alias = format!("*x{}, ", level - 1).repeat(9);
        yaml += &format!("x{level}: &x{level} [{}]\n", alias.trim_end_matches(", "));
    }
    assert!(read_text(&yaml).is_err());
}

#[test]
fn a_mark_at_the_beginning_is_no_part_of_the_document() {
    let text = format!("\u{feff}{}", with_schemas("{}"));
    assert!(read_text(&text).is_ok());
}

#[test]
fn an_operation_id_of_very_many_words_is_a_name_and_no_overflow() {
    let id = vec!["order"; 100_000].join("_");
    let text = format!(
        r#"{{"openapi": "3.1.0", "info": {{}}, "paths": {{"/orders": {{"get": {{"tags": ["orders"], "operationId": "{id}", "responses": {{}}}}}}}}}}"#
    );
    assert_eq!(read_text(&text).unwrap().contract.modules[0].name, "orders");
}

#[test]
fn what_references_repeat_far_too_often_is_refused() {
    let field = |index: usize| format!(r#""f{index}": {{"type": "string"}}"#);
    let fields = (0..3000).map(field).collect::<Vec<_>>().join(", ");
    let with = |reference: &str, components: &str| {
        let path = |index: usize| format!(r##""/p{index}": {{"get": {{"responses": {{"200": {{"$ref": "{reference}"}}}}}}}}"##);
        let content = format!(r#"{{"content": {{"application/json": {{"schema": {{"properties": {{{fields}}}}}}}}}}}"#);
        let paths = (0..2000).map(path).collect::<Vec<_>>().join(", ");
        read_text(&format!(
            r#"{{"openapi": "3.1.0", "info": {{}}, "x-all": {content}, "paths": {{{paths}}}, "components": {{"{components}": {{"Big": {content}}}}}}}"#
        ))
    };
    assert!(with("#/components/responses/Big", "responses").unwrap_err().to_string().contains("is too much"));
    assert!(with("#/x-all", "x-others").unwrap_err().to_string().contains("repeat too much"));
}

/// The names that clients write, in the order of the endpoints.
fn names_of(paths: &str) -> Vec<String> {
    let reading = read_text(&format!(r#"{HEAD}"paths": {paths}}}"#)).expect("a contract");
    let modules = reading.contract.modules.iter();
    modules.flat_map(|module| module.endpoints.iter().map(|endpoint| format!("{}.{}", module.name, endpoint.name))).collect()
}

#[test]
fn endpoints_whose_ids_mean_the_same_name_are_called_after_their_paths() {
    let id = |id: &str| format!(r#"{{"operationId": "{id}", "tags": ["t"]}}"#);
    let paths = format!(r#"{{"/a": {{"get": {}, "post": {}}}, "/b": {{"get": {}}}}}"#, id("do-it"), id("do_it"), id("do-it"));
    assert_eq!(names_of(&paths), ["t.getA", "t.postA", "t.getB"]);
    let odata = format!(r#"{{"/a({{key}})": {{"get": {}}}, "/a/{{key}}": {{"get": {}}}}}"#, id("a({key})"), id("a/{key}"));
    assert_eq!(names_of(&odata), ["t.getByAKey", "t.getAByKey"]);
}

#[test]
fn paths_that_differ_in_a_slash_have_two_names() {
    assert_eq!(names_of(r#"{"/a": {"get": {}}, "/a/": {"get": {}}}"#), ["a.get_a", "a.get_a_slash"]);
    let decorated = r#"{"/a": {"get": {"operationId": "all_a_get"}}, "/a/": {"get": {"operationId": "all_a__get"}}}"#;
    assert_eq!(names_of(decorated), ["a.get_a", "a.get_a_slash"]);
    assert_eq!(names_of(r#"{"/a/": {"get": {}}, "/b/": {"get": {}}}"#), ["a.get", "b.get"]);
    let apart = r#"{"/api/a/b-c": {"get": {}}, "/api/a/b/c": {"get": {}}}"#;
    assert_eq!(names_of(apart), ["a.get_api_a_bC", "a.get_api_a_b_c"]);
}

#[test]
fn one_schema_of_a_yaml_text_may_be_used_a_thousand_times() {
    let uses: String = (0..1000).map(|index| format!("    S{index}: *one\n")).collect();
    let yaml = format!("openapi: 3.1.0\nx-one: &one {{type: string}}\ncomponents:\n  schemas:\n{uses}");
    assert_eq!(read_text(&yaml).unwrap().contract.schemas.len(), 1000);
}

#[test]
fn parts_that_a_yaml_text_leaves_empty_are_none() {
    let yaml = "openapi: 3.1.0\ninfo:\npaths:\n  /a:\n  /b:\n    get:\n      tags:\n      responses:\ncomponents:\n";
    let contract = read_text(yaml).unwrap().contract;
    assert_eq!((&*contract.title, contract.modules.len()), ("API", 1));
}

#[test]
fn what_is_said_to_people_may_stand_in_files_that_nobody_reads() {
    let text = format!(
        r##"{HEAD}"tags": [{{"name": "t", "description": {{"$ref": "t.md"}}}}], "paths": {{"/a": {{"get": {{"tags": ["t"],
        "x-codeSamples": [{{"lang": "C#", "source": {{"$ref": "get.cs"}}}}], "description": {{"$ref": "get.md"}},
        "responses": {{"200": {{"content": {{"application/json": {{"schema": {{"$ref": "a.json#/"}}}}}}}}}}}}}}}}}}"##
    );
    let fetch = |address: &str| match address {
        "a.json" => Ok(r#"{"type": "object", "properties": {"description": {"$ref": "b.json#/x"}}}"#.to_owned()),
        "b.json" => Ok(r#"{"x": {"type": "string"}}"#.to_owned()),
        other => Err(format!("{other} is not asked for")),
    };
    let reading = read(&text, &ReadOptions { fetch: Some(&fetch), ..ReadOptions::default() }).unwrap();
    assert_eq!(reading.contract.modules[0].description, None);
}

#[test]
fn notes_about_a_long_path_do_not_fill_the_memory() {
    let path: String = (0..5_000).map(|index| format!("/{{a{index}}}")).collect();
    let reading = read_text(&format!(r#"{HEAD}"paths": {{"{path}": {{"get": {{}}}}}}}}"#)).unwrap();
    assert!(reading.notes.iter().map(|note| note.pointer.len()).sum::<usize>() < 2 << 20);
}

#[test]
fn an_operation_may_be_written_elsewhere() {
    let text = format!(
        r##"{HEAD}"x-list": {{"tags": ["t"], "operationId": "list", "parameters": [{{"name": "q", "in": "query"}}]}},
        "paths": {{"/a": {{"get": {{"$ref": "#/x-list"}}}}}}}}"##
    );
    let contract = read_text(&text).unwrap().contract;
    let endpoint = &contract.modules[0].endpoints[0];
    assert_eq!((&*contract.modules[0].name, &*endpoint.name, endpoint.parameters.len()), ("t", "list", 1));
}

#[test]
fn a_dynamic_reference_is_not_followed_and_a_note_says_so() {
    let text = with_schemas(r##"{"A": {"$dynamicAnchor": "a", "type": "array", "items": {"$dynamicRef": "#a"}}}"##);
    let notes = read_text(&text).unwrap().notes;
    assert_eq!(notes[0].pointer, "/components/schemas/A/items/$dynamicRef");
}
