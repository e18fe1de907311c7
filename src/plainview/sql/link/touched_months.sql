-- One row is one month in which an added release has an entry, or an older one with its id stands.
select coalesce(printed, date '0001-01-01') as month from fresh union select coalesce(month, date '0001-01-01') from met_ids
