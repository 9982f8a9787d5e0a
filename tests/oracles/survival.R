# Share that still runs after so many days: Kaplan-Meier with the log-log interval, also with late entry.
source("common.R")
lengths <- input("lengths")
at <- c(30, 180, 365)
one <- function(name, formula) {
  own <- lengths[lengths$set == name, ]
  found <- summary(survival::survfit(formula, data = own, conf.type = "log-log"), times = at)
  data.frame(set = name, at = at, value = found$surv, low = found$lower, high = found$upper)
}
rows <- rbind(one("plain", survival::Surv(days, closed) ~ 1), one("late", survival::Surv(entry, days, closed) ~ 1))
keep(rows, "survival", "survival")
