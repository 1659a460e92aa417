-- An assistant may answer a greeting alone with the company's own line, which counts as no answer.
alter table assistant_turn drop constraint assistant_turn_outcome_check;
alter table assistant_turn add constraint assistant_turn_outcome_check check (outcome in ('answered', 'greeted', 'handed'));
