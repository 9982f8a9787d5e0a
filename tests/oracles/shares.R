# Intervals of shares: Wilson, Clopper-Pearson, and Wilson on the effective size of a finite population.
source("common.R")
counts <- data.frame(count = c(0, 1, 5, 7, 15, 30, 66, 67, 81, 263, 1, 0, 1),
                     n = c(10, 10, 10, 148, 153, 100, 67, 67, 263, 263, 1, 1, 2))
wilson <- t(mapply(function(k, n) prop.test(k, n, correct = FALSE)$conf.int, counts$count, counts$n))
exact <- t(mapply(function(k, n) binom.test(k, n)$conf.int, counts$count, counts$n))
rows <- rbind(
  data.frame(method = "wilson", counts, population = NA, low = wilson[, 1], high = wilson[, 2]),
  data.frame(method = "exact", counts, population = NA, low = exact[, 1], high = exact[, 2])
)
finite <- data.frame(count = c(24, 0, 29, 40, 50), n = c(30, 30, 30, 60, 70), population = c(40, 40, 40, 61, 394))
size <- with(finite, n * (population - 1) / (population - n))
limits <- epitools::binom.wilson(finite$count / finite$n * size, size)
rows <- rbind(rows, data.frame(method = "wilson-finite", finite, low = limits$lower, high = limits$upper))
keep(rows, "shares", "epitools")
