-- One row is one answer about a typed reason, as decisions.csv names it, that a reason of this case met.
select distinct a, b from answers_met
