# Change of the same cases: exact tests with named treatment of zeros, Holm, and effect sizes.
source("common.R")
suppressPackageStartupMessages({library(coin); library(exactRankTests)})
paired <- input("paired")
logit_interval <- function(x) {
  estimate <- mean(x)
  half <- qt(0.975, length(x) - 1) * sd(x) / sqrt(length(x)) / (estimate * (1 - estimate))
  plogis(qlogis(estimate) + c(-half, half))
}
one <- function(d) {
  higher <- sum(d > 0); lower <- sum(d < 0)
  score <- (d > 0) + (d == 0) / 2
  limits <- logit_interval(score)
  moved <- d[d != 0]
  walsh <- outer(d, d, "+") / 2
  pratt <- coin::wilcoxsign_test(d ~ zero, data = data.frame(d = d, zero = 0), distribution = "exact", zero.method = "Pratt")
  data.frame(
    n = length(d), higher = higher, equal = sum(d == 0), lower = lower,
    sign_p = binom.test(higher, higher + lower)$p.value,
    signed_rank_p = exactRankTests::wilcox.exact(moved, exact = TRUE)$p.value,
    signed_rank_pratt_p = as.numeric(coin::pvalue(pratt)),
    superiority = mean(score), low = limits[1], high = limits[2],
    hodges_lehmann = median(walsh[upper.tri(walsh, diag = TRUE)])
  )
}
rows <- do.call(rbind, lapply(split(paired$difference, paired$set), one))
rows$holm_p <- p.adjust(rows$sign_p, "holm")
keep(cbind(set = rownames(rows), rows), "paired", "coin", "exactRankTests")
