use prosa_db::embedded::Role;
use prosa_testkit::TestDb;
use sqlx::{Connection as _, PgConnection};

#[tokio::test]
async fn two_tests_do_not_see_each_other_and_leave_nothing_behind() {
    let (one, two) = tokio::join!(TestDb::new(), TestDb::new());
    let mut first = one.admin().await;
    sqlx::query("create table only_here (id int)").execute(&mut first).await.unwrap();
    let mut second = two.admin().await;
    let there: (bool,) =
        sqlx::query_as("select to_regclass('only_here') is not null").fetch_one(&mut second).await.unwrap();
    assert!(!there.0);
    let url = one.url(Role::Superuser);
    drop(one);
    assert!(PgConnection::connect(&url).await.is_err(), "the database is dropped with its test");
}

#[tokio::test]
async fn a_test_database_is_migrated_and_its_app_role_owns_nothing() {
    let database = TestDb::new().await;
    let mut app = PgConnection::connect(&database.url(Role::App)).await.unwrap();
    let (tables, owned, bypasses): (i64, i64, bool) = sqlx::query_as(
        "select (select count(*) from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace),
                (select count(*) from pg_class where relowner = current_user::regrole),
                (select rolbypassrls or rolsuper from pg_roles where rolname = current_user)",
    )
    .fetch_one(&mut app)
    .await
    .unwrap();
    assert!(tables > 10, "{tables}");
    assert_eq!((owned, bypasses), (0, false));
}
