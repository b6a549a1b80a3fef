"""Forty raids against one battery: what ``iamd run one-battery --runs 40 --seed 1`` does, and the table behind it."""

import iamd

result = iamd.run("one-battery", runs=40, seed=1)
print(result.headline)
leakage = result.summary["metrics"]["leakage_of_launched"]
print(f"{leakage['mean']:.0%} of the threats get through ({leakage['low']:.0%} to {leakage['high']:.0%})")
print(result.sql("SELECT target_class, outcome, count(*) AS threats FROM outcomes GROUP BY ALL ORDER BY ALL"))
print(f"The report: {result.report}")
