//! Taking what a page shows away as a file.

use super::icon::Glyph;
use domain::FileFormat;
use leptos::prelude::*;

/// What tables can be taken away as.
pub const TABLE: &[FileFormat] = &[FileFormat::Xlsx, FileFormat::Csv];

/// A link for each kind of file, each named by what it gives: “Statement as PDF”.
#[component]
pub fn Downloads(
    /// What is taken away.
    #[prop(into)]
    what: String,
    /// Where the files are, by `format=`.
    #[prop(into)]
    from: String,
    /// The kinds.
    formats: &'static [FileFormat],
) -> impl IntoView {
    let mark = if from.contains('?') { '&' } else { '?' };
    let links = formats.iter().map(move |format| {
        let link = format!("{from}{mark}format={}", format.code());
        let name = format!("{what} as {}", format.label());
        view! {
            <a class="btn" href=link rel="external" download aria-label=name>
                <Glyph icon=icondata_lu::LuDownload />
                {format.label()}
            </a>
        }
    });
    view! { <div class="button-row">{links.collect_view()}</div> }
}
