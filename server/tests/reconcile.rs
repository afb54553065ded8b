//! `tributary reconcile` as it is typed.

use serde_json::Value;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

struct Installation(TempDir);

impl Installation {
    /// An operator with a closed month: two customers of a reseller that earns ten percent.
    fn closed() -> Self {
        let new = Self(TempDir::new().unwrap());
        let add =
            ["tenant", "add", "--slug", "northwind", "--name", "Northwind", "--time-zone", "UTC", "--currency", "usd"];
        assert_eq!(new.run(&add).0, Some(0));
        let plan = new.file("plan.json", r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#);
        let add = ["plan", "add", "ten", &plan, "--name", "Ten", "--from", "2024-01", "--default"];
        let (code, said) = new.run(&add);
        assert_eq!(code, Some(0), "{said}");
        let customers = new.file(
            "customers.csv",
            "customer_id,reseller_id,mrr,activation_date\nC-1,RS-1,50.00,2025-07-01\nC-2,RS-1,70.00,2025-07-01\n",
        );
        let import = ["import", "customers", &customers, "--create-partners", "--bill-through", "2025-09"];
        assert_eq!(new.run(&import).0, Some(0));
        assert_eq!(new.run(&["close", "--month", "2025-09"]).0, Some(0));
        new
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The exit code, and all that was said.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
        let data = self.0.path().join("data");
        command.args(arguments).env_clear().args(["--data-dir", data.to_str().unwrap(), "--log-filter", "off"]);
        let output = command.current_dir(&self.0).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }
}

#[test]
fn a_month_is_compared_and_its_findings_are_told() {
    let northwind = Installation::closed();
    let (code, said) = northwind.run(&["reconcile", "run", "2025-09"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said.lines().next(),
        Some("2025-09, Commissions and billed revenue: 4 facts compared, 0 findings (0 new, 0 cleared)")
    );
    assert_eq!(northwind.run(&["reconcile", "findings"]), (Some(0), "No findings.\n".into()));

    let export = northwind.file("export.csv", "customer_id,amount\nC-1,50.00\nC-2,71.00\n");
    let (code, said) = northwind.run(&["reconcile", "billing", &export, "--month", "2025-09"]);
    assert_eq!(code, Some(3), "{said}");
    let (code, said) = northwind.run(&["reconcile", "findings", "--json"]);
    let findings: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, findings.as_array().unwrap().len()), (Some(3), 1));
    assert_eq!((&findings[0]["kind"], &findings[0]["difference"]), (&"bill_difference".into(), &(-100).into()));
    assert_eq!(findings[0]["expected"]["what"], "Billing export, line 3");

    let (code, said) = northwind.run(&["reconcile", "run", "2025-10"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("Oct 2025 isn't calculated yet"), "{said}");
}

#[test]
fn a_banks_file_is_taken_in_once_and_a_broken_one_is_refused_with_its_place() {
    let northwind = Installation::closed();
    let bank = northwind.file("bank.csv", "Date,Amount,Description\n2025-09-10,-7.00,Fee\n");
    let (code, said) = northwind.run(&["reconcile", "bank", &bank]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "account not named, 2025-09-10 to 2025-09-10: 1 lines, $0.00 in, -$7.00 out\n")
    );
    let (code, said) = northwind.run(&["reconcile", "bank", &bank]);
    assert_eq!(code, Some(3));
    assert!(said.contains("as “bank.csv” already. Nothing was changed."), "{said}");
    let (_, said) = northwind.run(&["reconcile", "findings"]);
    assert!(said.contains("Bank line without payout") && said.contains("Line 1 of bank.csv: Fee"), "{said}");

    let broken = northwind.file("broken.bai", "01,A,B,251118,0400,1,,,2/\n02,A,B,1,259999,,USD,2/\n");
    let (code, said) = northwind.run(&["reconcile", "bank", &broken]);
    assert_eq!(code, Some(1));
    assert_eq!(said, "tributary: line 2, as-of date: “259999” is not a day written as YYMMDD\n");
    let table = northwind.file("table.csv", "Buchung;Betrag\n02.10.2025;-1,50\n");
    let named =
        ["reconcile", "bank", &table, "--column", "day=Buchung", "--column", "amount=Betrag", "--decimal-comma"];
    let (code, said) = northwind.run(&named);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("-$1.50 out"), "{said}");
}
