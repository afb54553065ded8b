//! Light, dark, or as the system has it.

use leptos::prelude::*;
use leptos::web_sys::{RequestInit, RequestRedirect, UrlSearchParams};
use std::convert::Infallible;
use std::str::FromStr;

/// What someone has chosen; kept in the cookie `theme`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system has it.
    #[default]
    Auto,
}

impl Theme {
    /// Every choice, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Auto];

    /// The choice that a cookie's value stands for; an unknown word counts as none.
    pub fn from_cookie(value: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.code() == value).unwrap_or_default()
    }

    /// The word in the cookie and in the switch's form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }

    /// The words people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::Auto => "System",
        }
    }

    /// The choice in force: on the server the request's, in the browser the document's.
    pub fn current() -> Self {
        if cfg!(feature = "ssr") {
            return use_context().unwrap_or_default();
        }
        let attribute = document().document_element().and_then(|html| html.get_attribute("data-theme"));
        attribute.map_or(Self::Auto, |word| Self::from_cookie(&word))
    }

    /// Gives the browser's document this theme.
    pub fn show(self) {
        let Some(html) = document().document_element() else { return };
        // Neither call can fail: the name is a legal one.
        let _ = match self.attribute() {
            Some(word) => html.set_attribute("data-theme", word),
            None => html.remove_attribute("data-theme"),
        };
    }

    /// Has the server keep the choice, without leaving the page. If it can't be reached, the choice ends with the page.
    pub fn remember(self) {
        let (request, form) = (RequestInit::new(), UrlSearchParams::new());
        if let Ok(form) = form {
            form.append("theme", self.code());
            request.set_method("POST");
            request.set_body(&form);
            request.set_redirect(RequestRedirect::Manual);
            drop(window().fetch_with_str_and_init("/theme", &request));
        }
    }

    /// The value of `data-theme` on the document; without it the style sheet follows the system.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::Auto).then(|| self.code())
    }
}

impl FromStr for Theme {
    type Err = Infallible;

    fn from_str(word: &str) -> Result<Self, Infallible> {
        Ok(Self::from_cookie(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_reads_back_from_its_cookie_and_a_foreign_word_follows_the_system() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_cookie(theme.code()), theme);
        }
        assert_eq!(Theme::from_cookie("sepia").attribute(), None);
    }
}
