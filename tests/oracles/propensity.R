# The R-indicator: 1 minus twice the spread of the fitted chances to answer.
source("common.R")
asked <- input("background")
fitted <- glm(cbind(answered, asked - answered) ~ sex + age, family = binomial, data = asked, control = list(epsilon = 1e-14))
chances <- rep(fitted(fitted), asked$asked)
keep(data.frame(measure = "r_indicator", n = sum(asked$asked), value = 1 - 2 * sd(chances)), "propensity")
