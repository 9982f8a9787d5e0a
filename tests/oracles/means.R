# Intervals of means: t over pairs, and cluster-robust over respondents within activities.
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
  design <- survey::svydesign(ids = ~activity, weights = ~1, data = own)
  mean <- survey::svymean(reformulate(item), design)
  limits <- confint(mean, df = survey::degf(design))
  robust <- lm(reformulate("1", item), data = own)
  error <- sqrt(sandwich::vcovCL(robust, cluster = own$activity, type = "HC0")[1, 1])
  stopifnot(all.equal(error, unname(survey::SE(mean))[1], tolerance = 1e-6, check.attributes = FALSE))
  rows <- rbind(rows, data.frame(set = item, method = "cluster-t", value = coef(mean), low = limits[1], high = limits[2]))
}
keep(rows, "means", "survey", "sandwich")
