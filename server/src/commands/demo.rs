//! `tributary demo`: a demo operator with sample data, then serving.

use super::{Context, Failure, Outcome, serve};
use crate::config::Config;
use clap::Args;
use engine::Engine;
use std::fs;

/// The sample files, carried inside the program so that the demo needs nothing else.
const FILES: [(&str, &[u8]); 2] = [
    ("resellers.csv", include_bytes!("../../../data/isp-customers/resellers.csv")),
    ("customers.csv", include_bytes!("../../../data/isp-customers/customers.csv")),
];

/// How the demo begins.
#[derive(Args, Debug)]
pub struct Demo {
    /// Make the demo operator and end
    #[arg(long)]
    seed_only: bool,
}

impl Demo {
    /// Makes the demo operator when it isn't there, then serves.
    pub async fn run(&self, context: &Context) -> Result<Outcome, Failure> {
        let context = &with_a_bank(context);
        if self.seed_only {
            context.with_engine(async |engine| seed(context, engine).await).await?;
            return Ok(Outcome::Done);
        }
        let engine = context.engine().await?;
        seed(context, &engine).await?;
        serve::with_engine(context, engine).await
    }
}

/// The demo pays through the sandbox bank, unless a way to a bank is set.
fn with_a_bank(context: &Context) -> Context {
    let mut config = Config::clone(&context.config);
    config.bank_sandbox |= config.bank_folder.is_none();
    Context { config: config.into(), output: context.output }
}

async fn seed(context: &Context, engine: &Engine) -> Result<(), Failure> {
    // The engine imports files, so the samples become files for as long as that takes.
    let folder = context.config.data_dir.join("sample-data");
    fs::create_dir_all(&folder)?;
    FILES.iter().try_for_each(|(name, content)| fs::write(folder.join(name), content))?;
    let made = engine.demo(&folder).await;
    fs::remove_dir_all(&folder)?;
    let demo = made?;
    if demo.is_new {
        context.output.progress(format_args!("Made the operator {} from sample data.", demo.tenant.name));
    }
    for sign_in in engine.demo_sign_ins().await? {
        let (role, email, password) = (sign_in.role.label(), sign_in.email, sign_in.password);
        context.output.progress(format_args!("{role:<20}{email:<28}{password}"));
    }
    Ok(())
}
