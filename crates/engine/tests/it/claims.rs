//! Whoever takes so many rows of a table takes no more, however Postgres joins them.

use crate::shop_files::{PNG, image, settle, world};
use chrono::TimeDelta;
use prosa_db::{
    TenantTx,
    media::{self, keep},
};
use prosa_testkit::world::START;

/// Ways to keep the planner from what it would do. As it is, it joins a few new rows in a loop, in which a limited list that is not
/// kept is made again for each of them; the last way leaves only loops over whole tables.
const WAYS: [&str; 4] = [
    "savepoint way",
    "savepoint way; set local enable_nestloop = off",
    "savepoint way; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_material = off",
    "savepoint way; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_material = off;
     set local enable_memoize = off; set local enable_indexscan = off; set local enable_bitmapscan = off",
];

async fn say(tx: &mut TenantTx, sql: &'static str) {
    sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
}

#[tokio::test]
async fn a_limit_holds_however_rows_are_joined() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    for number in 0..6 {
        let id = format!("m{number}");
        world.deliver(&image(&shop, &format!("wamid.{number}"), &id, START + number)).await;
        files.will(&id, Ok(("image/png", PNG.clone())));
    }
    let now = world.engine.now();
    let later = now + TimeDelta::minutes(5);
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    for way in WAYS {
        say(&mut tx, way).await;
        assert_eq!(media::claim(&mut tx, now, later, 2).await.unwrap().len(), 2, "{way}");
        assert_eq!(media::claim(&mut tx, now, later, 10).await.unwrap().len(), 4, "{way}");
        say(&mut tx, "rollback to way").await;
    }
    tx.commit().await.unwrap();
    settle(&world, &shop).await;
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    for way in WAYS {
        say(&mut tx, way).await;
        assert_eq!(keep::let_go(&mut tx, later, now, 2).await.unwrap(), 2, "{way}");
        assert_eq!(keep::drop_unused(&mut tx, now, 1).await.unwrap(), 0, "four messages have it still");
        assert_eq!(keep::let_go(&mut tx, later, now, 10).await.unwrap(), 4, "{way}");
        assert_eq!(keep::drop_unused(&mut tx, now, 1).await.unwrap(), 2, "a picture and its small one");
        say(&mut tx, "rollback to way").await;
    }
}
