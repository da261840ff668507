//! The whole report as one JSON object: the format that programs should read.

use super::{Context, Report};

/// The [`Report`] as it is, indented.
pub fn render(report: &Report, _: &Context<'_>) -> String {
    let mut json = serde_json::to_string_pretty(report).expect("a report has only string keys");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_report_survives_the_way_through_json() {
        let report = sample::rich();
        let json = render(&report, &sample::context());
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }

    #[test]
    fn the_json_fits_the_schema_that_is_published_for_it() {
        let schema = schemars::schema_for!(Report).to_value();
        let json: serde_json::Value = serde_json::from_str(&render(&sample::rich(), &sample::context())).unwrap();
        assert!(jsonschema::validate(&schema, &json).is_ok());
    }

    #[test]
    fn the_names_of_the_fields_are_stable() {
        insta::assert_snapshot!(render(&sample::incomplete(), &sample::context()));
    }
}
