//! Who could sign in.

use super::Trouble;
use super::encoding::Read;
use domain::view::DemoSignIn;
use leptos::prelude::*;

/// Sign-ins shown to visitors of a demo; a real operator has none.
#[server(protocol = Read)]
pub async fn read_demo_sign_ins() -> Result<Vec<DemoSignIn>, Trouble> {
    let engine = use_context::<engine::Engine>().ok_or(domain::Refusal::Unavailable)?;
    Ok(engine.demo_sign_ins().await?)
}
