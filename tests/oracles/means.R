# Intervals of means: t over pairs, and cluster-robust (CR2, Satterthwaite) over respondents within activities.
source("common.R")
paired <- input("paired")
one <- function(d) {
  test <- t.test(d)
  data.frame(method = "t", value = mean(d), low = test$conf.int[1], high = test$conf.int[2])
}
rows <- do.call(rbind, lapply(split(paired$difference, paired$set), one))
rows <- cbind(set = rownames(rows), rows)
answers <- input("answers")
for (item in c("i1", "i2", "i3", "i4")) {
  own <- answers[!is.na(answers[[item]]), ]
  fit <- lm(reformulate("1", item), data = own)
  limits <- clubSandwich::conf_int(fit, vcov = "CR2", cluster = own$activity, test = "Satterthwaite")
  rows <- rbind(rows, data.frame(set = item, method = "cluster-t", value = coef(fit)[[1]], low = limits$CI_L, high = limits$CI_U))
}
keep(rows, "means", "clubSandwich")
