//! Dialogs that stand before the page until they are answered.

use leptos::html;
use leptos::prelude::*;

/// The place of a dialog that opens when something is to be asked, or shown.
pub fn modal(open: impl Fn() -> bool + 'static) -> NodeRef<html::Dialog> {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let (Some(dialog), true) = (dialog.get(), open()) {
            // It can't be shown where it is shown already.
            let _ = dialog.show_modal();
        }
    });
    dialog
}

/// Closes it, as Escape and the back button do.
pub fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}
