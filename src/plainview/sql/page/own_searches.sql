-- one row is one custodian and month: its own searches in its organization and its network audit, matched
select custodian_id, strftime(month, '%Y-%m') as month, n_organization, n_network, n_both, n_close_organization, n_close_network,
  n_only_organization, n_only_network, example_organization, example_network
from own_searches
order by custodian_id, month
