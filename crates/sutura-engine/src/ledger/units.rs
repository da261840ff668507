//! Numbers as people read them.

/// A wall time: `7 ms`, `1.2 s`, `2 min 05 s`.
pub(super) fn duration(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{seconds}.{} s", milliseconds % 1000 / 100),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// A count with its thousands apart: `12,400`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share: `67 %`, or `-` where there is nothing to take a share of.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

/// One bar a value, the tallest for the largest; only a zero has the lowest.
pub(super) fn bars(values: &[u64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let largest = values.iter().copied().max().unwrap_or(0).max(1);
    let height = |value: u64| (u128::from(value) * 7).div_ceil(u128::from(largest)) as usize;
    values.iter().map(|&value| BARS[height(value)]).collect()
}

/// `one` or `many`, with the number: `1 run`, `2 runs`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_two_or_three_digits() {
        let shown: Vec<String> = [0, 999, 1000, 59_999, 125_000].map(duration).into();
        assert_eq!(shown, ["0 ms", "999 ms", "1.0 s", "59.9 s", "2 min 05 s"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn only_a_zero_has_the_lowest_bar() {
        assert_eq!(bars(&[0, 1, 50, 100]), "▁▂▅█");
        assert_eq!(bars(&[0, 0]), "▁▁");
        assert_eq!(bars(&[u64::MAX, 1]), "█▂");
    }
}
