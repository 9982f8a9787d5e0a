# Expected values of tests/measures/test_survival.py: share closed by a day with the log-log interval,
# and the median. Rscript closing.R in this folder. R 4.2.2, survival 3.5.3.
library(survival)
sets <- list(
  leukemia = list(c(10, 22, 30), data.frame( # Freireich et al. (1963), 6-MP arm
    days = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35),
    closed = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0))),
  aml = list(c(9, 23, 48), data.frame( # Miller (1997), maintained arm
    days = c(9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161),
    closed = c(1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0))),
  all_closed = list(c(12, 41, 91), data.frame(
    days = c(5, 8, 12, 20, 20, 33, 41, 56, 70, 91, 95), closed = 1)))
for (name in names(sets)) {
  fit <- survfit(Surv(days, closed) ~ 1, data = sets[[name]][[2]], conf.type = "log-log")
  at <- summary(fit, times = sets[[name]][[1]])
  print(data.frame(set = name, day = at$time, within = 1 - at$surv, low = 1 - at$upper, high = 1 - at$lower), digits = 12)
  print(unlist(quantile(fit, 0.5)))
}
