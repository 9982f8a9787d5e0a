# Cronbach's alpha over complete answers, and ICC(1) by activity.
source("common.R")
answers <- input("answers")
complete <- na.omit(answers[c("i1", "i2", "i3", "i4")])
found <- psych::alpha(complete, warnings = FALSE)
feldt <- psych::alpha.ci(found$total$raw_alpha, n.obs = nrow(complete), n.var = 4)
rows <- data.frame(measure = "alpha", set = "all", n = nrow(complete), value = found$total$raw_alpha, low = feldt$lower.ci, high = feldt$upper.ci)
icc <- function(y, group) {
  size <- table(as.character(group)); n <- sum(size); k <- length(size)
  n0 <- (n - sum(size^2) / n) / (k - 1)
  squares <- summary(aov(y ~ factor(group)))[[1]][["Mean Sq"]]
  (squares[1] - squares[2]) / (squares[1] + (n0 - 1) * squares[2])
}
for (item in c("i1", "i2", "i3", "i4")) {
  own <- answers[!is.na(answers[[item]]), ]
  rows <- rbind(rows, data.frame(measure = "icc", set = item, n = nrow(own), value = icc(own[[item]], own$activity), low = NA, high = NA))
}
balanced <- input("balanced_answers")
wide <- do.call(rbind, split(balanced$answer, balanced$activity))
single <- suppressMessages(suppressWarnings(psych::ICC(wide, lmer = FALSE)$results))
stopifnot(all.equal(single$ICC[single$type == "ICC1"], icc(balanced$answer, balanced$activity)))
rows <- rbind(rows, data.frame(measure = "icc", set = "balanced", n = nrow(balanced), value = single$ICC[single$type == "ICC1"], low = NA, high = NA))
keep(rows, "reliability", "psych")
