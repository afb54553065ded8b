//! Surveys: one open at a time, found by its links, answered or closed once.

use crate::sample::{add_tenant, day, id, noon, user, with_partners, write};
use domain::health::survey::{Asked, Reply, Survey, SurveyState};
use domain::health::{Answer, Scale};
use domain::partner_facts::SurveyAnswer;
use domain::view::{SurveyCounts, SurveySettings};
use domain::{PartnerId, SurveyId, TenantId, UserId};
use store::{NewSurvey, Store, Tx};

const ANA: UserId = UserId(uuid::Uuid::from_u128(1));

const fn survey(number: u128) -> SurveyId {
    SurveyId(uuid::Uuid::from_u128(number))
}

async fn with_person(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    tenant
}

fn new(number: u128, of: u128, on: &str) -> NewSurvey {
    let closes_on = day("2025-10-22");
    NewSurvey {
        id: survey(number),
        partner: PartnerId(id(of)),
        asked_on: day(on),
        closes_on,
        survey: Survey::default(),
    }
}

pub async fn a_partner_has_one_open_survey_and_its_latest_is_found(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.ask_survey(&new(1, 1, "2025-10-01")).await.unwrap());
    assert!(!tx.ask_survey(&new(2, 1, "2025-10-01")).await.unwrap(), "one waits");
    assert!(tx.remind_survey(survey(1), 1).await.unwrap() && !tx.remind_survey(survey(1), 1).await.unwrap());
    assert!(tx.close_survey(survey(1)).await.unwrap() && !tx.close_survey(survey(1)).await.unwrap());
    assert!(tx.ask_survey(&new(3, 1, "2025-10-02")).await.unwrap());
    let latest = tx.latest_surveys(Tx::before_all_partners(), 9).await.unwrap();
    let open = Asked { on: day("2025-10-02"), state: SurveyState::Open, reminders: 0 };
    assert_eq!((latest.len(), latest[0].survey, latest[1].survey), (2, Some((survey(3), open)), None));
    assert_eq!(tx.latest_surveys(PartnerId(id(1)), 9).await.unwrap()[0].partner.code, "RS-2");
    let listed = tx.surveys(None, day("2025-10-02"), 9).await.unwrap();
    assert_eq!((listed.len(), listed[0].id), (1, survey(3)));
    assert_eq!(tx.surveys(Some(PartnerId(id(2))), day("2025-01-01"), 9).await.unwrap(), []);
    // Somebody who looks after nobody sees nothing of it.
    tx.confine(ANA, day("2025-10-02"));
    assert_eq!(tx.surveys(None, day("2025-01-01"), 9).await.unwrap(), []);
    assert_eq!(tx.survey(survey(3)).await.unwrap(), None);
    assert_eq!(tx.survey_counts(None, day("2025-10-01")).await.unwrap(), SurveyCounts::default());
    tx.commit().await.unwrap();
    let mut tx = store.read(tenant).await.unwrap();
    let counts = SurveyCounts { sent: 2, answered: 0, waiting: 1 };
    assert_eq!(tx.survey_counts(None, day("2025-10-01")).await.unwrap(), counts);
    assert_eq!(tx.survey_counts(Some(PartnerId(id(1))), day("2025-10-01")).await.unwrap(), counts);
    assert_eq!(tx.survey_counts(Some(PartnerId(id(2))), day("2025-10-01")).await.unwrap(), SurveyCounts::default());
    let other = add_tenant(&store, "other").await;
    assert_eq!(store.read(other).await.unwrap().surveys(None, day("2025-01-01"), 9).await.unwrap(), []);
}

pub async fn a_survey_is_answered_once_through_any_of_its_links(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.ask_survey(&new(1, 1, "2025-10-01")).await.unwrap();
    tx.link_survey(survey(1), &[([1; 32], ANA)]).await.unwrap();
    tx.link_survey(survey(1), &[([2; 32], ANA)]).await.unwrap();
    assert_eq!(tx.survey_of_link(&[3; 32]).await.unwrap(), None);
    for hash in [[1; 32], [2; 32]] {
        let found = tx.survey_of_link(&hash).await.unwrap().unwrap();
        assert_eq!((found.row.id, found.user, found.row.survey), (survey(1), ANA, Survey::default()));
    }
    let reply = [Reply { key: "support".into(), value: Some(7), words: None }];
    assert!(tx.answer_survey(survey(1), &reply, (ANA, noon())).await.unwrap());
    assert!(!tx.answer_survey(survey(1), &reply, (ANA, noon())).await.unwrap());
    assert!(!tx.close_survey(survey(1)).await.unwrap());
    let row = tx.survey_of_link(&[1; 32]).await.unwrap().unwrap().row;
    assert_eq!(tx.survey(survey(1)).await.unwrap().as_ref(), Some(&row));
    assert_eq!(tx.survey(survey(2)).await.unwrap(), None);
    assert_eq!((row.state, row.answered_at, row.reply), (SurveyState::Answered, Some(noon()), Some(reply.to_vec())));
    assert_eq!(row.answered_by, Some(user(tenant, 1, "ana@example.com").name));
}

pub async fn what_is_asked_reads_back(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.survey_settings().await.unwrap(), None);
    let mut settings = SurveySettings { asks: true, ..SurveySettings::default() };
    tx.put_survey_settings(&settings, (ANA, noon())).await.unwrap();
    settings.rules.close_after_days = 30;
    tx.put_survey_settings(&settings, (ANA, noon())).await.unwrap();
    assert_eq!(tx.survey_settings().await.unwrap(), Some(settings));
}

pub async fn answers_are_counted_question_by_question(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let answer = |code: &str, of: u128, on: &str, value| SurveyAnswer {
        code: code.into(),
        question: "support".into(),
        partner_id: PartnerId(id(of)),
        answered_on: day(on),
        scale: Scale::OneToTen,
        value,
    };
    let answers = [
        answer("a", 1, "2025-10-01", 7),
        answer("b", 2, "2025-10-01", 7),
        answer("c", 2, "2025-10-02", 3),
        answer("d", 2, "2025-09-01", 1),
    ];
    tx.put_survey_answers(&answers).await.unwrap();
    let days = (day("2025-09-01"), day("2025-10-02"));
    let voice =
        |on: &str, value, count| ("support".to_owned(), Answer { on: day(on), value, scale: Scale::OneToTen }, count);
    assert_eq!(tx.voices(None, days).await.unwrap(), [voice("2025-10-01", 7, 2), voice("2025-10-02", 3, 1)]);
    assert_eq!(tx.voices(Some(PartnerId(id(1))), days).await.unwrap(), [voice("2025-10-01", 7, 1)]);
    tx.confine(ANA, day("2025-10-02"));
    assert_eq!(tx.voices(None, days).await.unwrap(), [], "somebody who looks after nobody hears nobody");
}
