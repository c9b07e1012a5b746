//! docs/figures.md by its sections: what a measurement writes takes the place of what it wrote before, and all else stays.

/// From the first heading of the second level on, with the empty line before it: what the figures at the head leave alone.
pub fn behind_the_head(there: &str) -> &str {
    there.find("\n## ").and_then(|at| there.get(at..)).unwrap_or_default()
}

/// The text with this section's content instead of the one that it had; a new section comes last.
pub fn with_section(there: &str, heading: &str, content: &str) -> String {
    let section = format!("## {heading}\n\n{}\n", content.trim_end());
    let begins = format!("\n## {heading}\n");
    let Some((before, rest)) = there.split_once(&begins) else {
        return format!("{}\n\n{section}", there.trim_end());
    };
    format!("{before}\n{section}{}", behind_the_head(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: &str = "# Figures\n\n- old\n\n## Before and after\n\nby hand\n\n## Builds\n\nthese too\n";

    #[test]
    fn what_stands_behind_the_head_stays_whatever_it_is_called() {
        assert_eq!(behind_the_head(THERE), "\n## Before and after\n\nby hand\n\n## Builds\n\nthese too\n");
        assert_eq!(behind_the_head("# Figures\n"), "");
    }

    #[test]
    fn a_section_is_written_in_its_place_and_a_new_one_comes_last() {
        let city = with_section(THERE, "The city", "| a |\n");
        assert_eq!(city, format!("{THERE}\n## The city\n\n| a |\n"));
        assert_eq!(with_section(&city, "The city", "| b |"), format!("{THERE}\n## The city\n\n| b |\n"));
        let before = with_section(&city, "Before and after", "new");
        assert_eq!(before, "# Figures\n\n- old\n\n## Before and after\n\nnew\n\n## Builds\n\nthese too\n\n## The city\n\n| a |\n");
    }
}
