-- One row is one log's record of one search, of one large release: it keeps its printed order, which is by time.
select * from made_entries
