//! Facts that partner health is computed from, as files and as rows.

use crate::world::{CUSTOMERS, World};
use domain::audit::Actor;
use domain::partner_facts::TicketKind;
use engine::imports::{
    ActivityRow, CompletionRow, FactImport, Imported, InstallationRow, Intake, ModuleRow, OnProblem, QuotaRow,
    TicketRow,
};

async fn import<T: Intake>(world: &World, content: &str, on_problem: OnProblem) -> Imported {
    let file = world.file("facts.csv", content);
    let import = FactImport { file, on_problem, preview: false, report: None };
    world.office.import_partner_facts::<T>(&import, &|_| ()).await.unwrap()
}

/// The first row that was refused: its line, its field, and why.
async fn refused<T: Intake>(world: &World, content: &str) -> (u64, String, String) {
    let imported = import::<T>(world, content, OnProblem::RollBack).await;
    assert!(!imported.kept);
    let problem = imported.problems.into_iter().next().unwrap();
    (problem.line, problem.field, problem.reason)
}

const TICKETS: &str = "id,partner,customer,kind,opened,resolved\n\
    T-1,RS-1,A-1,technical,2025-09-30 14:05,2025-10-01 08:00\n\
    T-2,RS-2,,,2025-10-01T09:00:00-07:00,\n";

#[tokio::test]
async fn every_kind_comes_in_once() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    for (added, unchanged) in [(2, 0), (0, 2)] {
        let trail = world.trail().await.len();
        let all = OnProblem::RollBack;
        let came = [
            import::<TicketRow>(&world, TICKETS, all).await,
            import::<InstallationRow>(&world, "id,partner,ordered,installed\nI-1,RS-1,2025-09-01,2025-09-05\nI-2,RS-2,2025-09-30,\n", all).await,
            import::<ModuleRow>(&world, "module,title,from,version,pass_mark\nfiber,Fiber,2025-01-01,1,80\nfiber,Fiber,2025-09-01,2,90\n", all).await,
            import::<CompletionRow>(&world, "partner,person,module,date,points,version\nRS-1,Pat,fiber,2025-03-01,85,1\nRS-1,Pat,fiber,2025-09-02,95,2\n", all).await,
            import::<QuotaRow>(&world, "partner,from,monthly_revenue,activations_90d\nRS-1,2025-01,1000.00,4\nRS-1,2025-10,1200.00,5\n", all).await,
            import::<ActivityRow>(&world, "partner,date,kind,count\nRS-1,2025-10-01,portal,3\nRS-1,2025-10-01,resource,1\n", all).await,
        ];
        for imported in came {
            assert_eq!((imported.rows, imported.added, imported.unchanged, imported.kept), (2, added, unchanged, true));
        }
        let told = world.trail().await.len() - trail;
        assert_eq!(told, if added > 0 { 6 } else { 0 }, "what changes nothing leaves no trace");
    }
}

#[tokio::test]
async fn what_cannot_be_is_told_with_its_line_field_and_reason() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let told = |line: u64, field: &str, reason: &str| (line, field.to_owned(), reason.to_owned());
    assert_eq!(
        refused::<TicketRow>(&world, "id,partner,opened\nT-1,RS-9,2025-09-30 14:05\n").await,
        told(2, "partner", "this reseller isn't known; import resellers first")
    );
    assert_eq!(
        refused::<TicketRow>(&world, "id,partner,opened,customer\nT-1,RS-1,2025-09-30 14:05,Z-9\n").await,
        told(2, "customer", "this customer isn't known; import customers first")
    );
    assert_eq!(
        refused::<TicketRow>(&world, "id,partner,opened,resolved\nT-1,RS-1,2025-09-30 14:05,2025-09-30 14:00\n").await,
        told(2, "resolved", "the ticket was resolved before it was opened")
    );
    assert_eq!(
        refused::<TicketRow>(&world, "id,partner,opened\nT-1,RS-1,2025-10-07 14:05\n").await,
        told(2, "opened", "this lies in the future; today is 2025-10-06")
    );
    assert_eq!(refused::<TicketRow>(&world, "id,partner,opened\nT-1,RS-1,yesterday\n").await.1, "opened");
    // On 9 March 2025 clocks in Los Angeles went from 01:59 to 03:00.
    assert_eq!(
        refused::<TicketRow>(&world, "id,partner,opened\nT-1,RS-1,2025-03-09 02:30\n").await.2,
        "the clocks leave this time out on that day; write it with a zone"
    );
    assert_eq!(
        refused::<TicketRow>(&world, &format!("{TICKETS}T-1,RS-1,,,2025-09-30 14:05,\n")).await,
        told(4, "(row)", "the same stands on line 2 already; keep one of the two")
    );
    assert_eq!(
        refused::<CompletionRow>(&world, "partner,person,module,date,points\nRS-1,Pat,fiber,2025-03-01,85\n").await,
        told(2, "module", "there is no version 1 of “fiber” in the catalogue; import it by `tributary import modules`")
    );
    assert_eq!(
        refused::<QuotaRow>(&world, "partner,from,monthly_revenue,activations_90d\nRS-1,2025-01,0,4\n").await,
        told(2, "monthly_revenue", "a target is above 0")
    );
    assert_eq!(refused::<ActivityRow>(&world, "partner,date,kind\nRS-1,2025-10-01,holiday\n").await.1, "kind");
}

#[tokio::test]
async fn good_rows_are_kept_beside_bad_ones_when_asked() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let rows = format!("{TICKETS}T-3,RS-9,,,2025-09-30 14:05,\n");
    let nothing = import::<TicketRow>(&world, &rows, OnProblem::RollBack).await;
    assert_eq!((nothing.kept, nothing.refused), (false, 1));
    let good = import::<TicketRow>(&world, &rows, OnProblem::KeepGood).await;
    assert_eq!((good.kept, good.added, good.refused), (true, 2, 1));
    assert!(std::fs::read_to_string(good.report.unwrap()).unwrap().contains("RS-9"));
}

#[tokio::test]
async fn a_program_gives_rows_and_gets_all_or_nothing() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let row = |id: &str, partner: &str| TicketRow {
        id: id.into(),
        partner: partner.into(),
        customer: None,
        kind: TicketKind::Billing,
        opened: "2025-10-01T12:00:00Z".parse().unwrap(),
        resolved: None,
    };
    let refused = world.office.take_in(vec![row("T-1", "RS-1"), row("T-2", "RS-9")], Actor::System).await.unwrap();
    assert_eq!((refused.kept, refused.problems[0].line), (false, 2));
    let kept = world.office.take_in(vec![row("T-1", "RS-1"), row("T-2", "RS-2")], Actor::System).await.unwrap();
    assert_eq!((kept.kept, kept.added), (true, 2));
    let again = world.office.take_in(vec![row("T-1", "RS-1")], Actor::System).await.unwrap();
    assert_eq!((again.added, again.unchanged), (0, 1));
}
